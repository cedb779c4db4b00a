"use client";

import Link from "next/link";
import { useState } from "react";
import { usePlaceWords } from "#components/catalog/namesake";
import { offerHref } from "#components/catalog/offer-href";
import { useRequest, useRequestAction, useResourceFile } from "#components/data/queries";
import { ActionProblem } from "#components/requests/action-problem";
import { CloseRequestDialog } from "#components/requests/close-request-dialog";
import { FieldChanges, titleBefore } from "#components/requests/field-changes";
import { ConflictNotice, canMakeAgain, MakeAgain } from "#components/requests/field-conflicts";
import { requestListMessages } from "#components/requests/messages/lists";
import { requestMessages } from "#components/requests/messages/request";
import { findObjection, RequestCause } from "#components/requests/request-cause";
import { RequestFailure } from "#components/requests/request-failure";
import { MissingAttributes, moveHrefOf, RequestFindings } from "#components/requests/request-findings";
import { describeRequest } from "#components/requests/request-table";
import { RequestReviews, RequestTimeline } from "#components/requests/request-timeline";
import { YamlDiff } from "#components/requests/yaml-diff";
import { ChangeButton } from "#components/resources/change-button";
import { DryRuns } from "#components/resources/dry-runs";
import { RemoveDialog } from "#components/resources/remove-dialog";
import { resourceHref } from "#components/resources/resource-href";
import { Button } from "#components/ui/button";
import { Card, CardHeader } from "#components/ui/card";
import { MenuItem } from "#components/ui/dropdown-menu";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { Loading, Skeleton, SkeletonLines } from "#components/ui/state/skeleton";
import { Age } from "#components/ui/text/age";
import type { FileInGit } from "#lib/api/types";
import type { PortalRequestDetail } from "#lib/request/types";

const { page: messages } = requestMessages;

const breadcrumb = [{ label: requestListMessages.list.title, href: "/requests" }];

/** One request: its state, the cause, and the next step. */
export function RequestPage({ id }: { id: string }) {
  const { data: request, error, refetch, isFetching } = useRequest(id);
  if (!request)
    return (
      <>
        <PageHeader breadcrumb={breadcrumb} title={error ? messages.title : undefined} />
        <PageBody>
          {error ? (
            <RequestFailure error={error} onRetry={refetch} retrying={isFetching} />
          ) : (
            <RequestSkeleton />
          )}
        </PageBody>
      </>
    );
  return <LoadedRequest request={request} />;
}

function LoadedRequest({ request }: { request: PortalRequestDetail }) {
  const apart = usePlaceWords(request.entry?.id, request.object.cluster);
  const [closing, setClosing] = useState(false);
  const close = useRequestAction(request.id);
  const open = request.pullRequest.state === "open";
  const [removing, setRemoving] = useState(false);
  const refused = isRefused(request);
  const file = useResourceFile(request.object, refused);
  const inGit = refused ? file.data : undefined;
  return (
    <>
      <PageHeader
        breadcrumb={breadcrumb}
        title={request.object.name}
        health={request.health}
        primary={<NextStep request={request} file={inGit?.file} />}
        menu={
          open ? (
            <MenuItem
              danger
              disabledReason={request.may.close.allowed ? undefined : request.may.close.reason}
              onSelect={() => setClosing(true)}
            >
              {messages.withdraw}
            </MenuItem>
          ) : (
            inGit?.file && (
              <MenuItem danger onSelect={() => setRemoving(true)}>
                {messages.remove}
              </MenuItem>
            )
          )
        }
        meta={[
          apart,
          describeRequest(request),
          request.object.namespace,
          messages.author(request.author.name),
          <Age key="age" at={request.createdAt} ago />,
        ]}
      />
      <PageBody className="space-y-6">
        <RequestFindings findings={request.findings} moveHref={moveHrefOf(request)} />
        <MissingAttributes request={request} />
        <RequestCause request={request} />
        <ConflictNotice request={request} />
        <div className="grid gap-6 xl:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
          <Card className="self-start p-4 pb-5">
            <h2 className="mb-4 font-semibold">{messages.progress}</h2>
            <RequestTimeline request={request} />
            {request.reviews.length > 0 && (
              <div className="mt-6 border-t pt-4">
                <RequestReviews reviews={request.reviews} />
              </div>
            )}
          </Card>
          <RequestContent request={request} />
        </div>
      </PageBody>
      <CloseRequestDialog
        open={closing && open}
        onOpenChange={setClosing}
        name={request.object.name}
        problem={<ActionProblem action={close} />}
        pending={close.isPending}
        onConfirm={() => close.mutate({ action: "close" }, { onSuccess: () => setClosing(false) })}
      />
      {inGit?.file && removing && (
        <RemoveDialog resource={inGit} file={inGit.file} open onOpenChange={setRemoving} />
      )}
    </>
  );
}

/** True for a merged request that the cluster refused: the file in Git has to be corrected or removed. */
function isRefused({ pullRequest, operation, timeline, object }: PortalRequestDetail): boolean {
  return (
    pullRequest.state === "merged" &&
    operation !== "delete" &&
    object.plural !== "" &&
    timeline.some(({ key, status }) => key !== "ready" && status === "failed")
  );
}

interface NextStepProps {
  request: PortalRequestDetail;
  /** In Git, of a request that the cluster refused. */
  file: FileInGit | undefined;
}

/** The step that this person can take next, if there is one. It is the single filled button. */
function NextStep({ request, file }: NextStepProps) {
  if (request.may.approve.allowed || request.may.merge.allowed)
    return (
      <Button asChild variant="primary">
        <Link href={`/approvals/${request.id}`}>
          {request.may.merge.allowed ? messages.merge : messages.review}
        </Link>
      </Button>
    );
  if (canMakeAgain(request)) return <MakeAgain request={request} />;
  const { entry, operation, pullRequest } = request;
  if (request.may.amend.allowed && entry)
    return (
      // The next step only where a reviewer waits for another version.
      <Button asChild variant={findObjection(request.reviews) ? "primary" : "secondary"}>
        <Link href={`/requests/${encodeURIComponent(request.id)}/change`}>{messages.edit}</Link>
      </Button>
    );
  if (pullRequest.state === "closed" && operation === "create" && entry)
    return (
      <Button asChild variant="primary">
        <Link href={`${offerHref(entry.id)}/new`}>{messages.requestAgain}</Link>
      </Button>
    );
  const exists = request.timeline.some(({ key, status }) => key === "exists" && status === "done");
  if (operation === "delete") return null;
  if (!exists) return <ChangeButton address={request.object} file={file} />;
  return (
    <Button asChild variant="primary">
      <Link href={resourceHref(request.object)}>{messages.openResource}</Link>
    </Button>
  );
}

function RequestContent({ request }: { request: PortalRequestDetail }) {
  return (
    <div className="min-w-0 space-y-6">
      {request.changes.length > 0 && (
        <Card>
          <CardHeader title={request.operation === "create" ? messages.requested : messages.changes} />
          <div className="border-t">
            <FieldChanges
              changes={request.changes}
              drift={request.drift}
              isNew={request.operation === "create"}
              beforeTitle={titleBefore(request)}
            />
          </div>
        </Card>
      )}
      <YamlDiff diff={request.diff} path={request.path} />
      <DryRuns address={request.object} entry={request.entry?.id} />
    </div>
  );
}

function RequestSkeleton() {
  return (
    <Loading awaits={messages.loading} className="grid gap-6 xl:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
      <Card className="p-4">
        <Skeleton className="mb-6 h-4 w-24" />
        <SkeletonLines lines={6} className="space-y-6" />
      </Card>
      <Card className="p-4">
        <SkeletonLines lines={8} />
      </Card>
    </Loading>
  );
}
