"use client";

import Link from "next/link";
import { useState } from "react";
import { offerHref } from "#components/catalog/offer-card";
import { useRequest, useRequestAction } from "#components/data/queries";
import { ActionProblem } from "#components/requests/action-problem";
import { CloseRequestDialog } from "#components/requests/close-request-dialog";
import { FieldChanges } from "#components/requests/field-changes";
import { ConflictNotice, canMakeAgain, MakeAgain } from "#components/requests/field-conflicts";
import { RequestCause } from "#components/requests/request-cause";
import { RequestFailure } from "#components/requests/request-failure";
import { moveHrefOf, RequestFindings } from "#components/requests/request-findings";
import { describeRequest } from "#components/requests/request-table";
import { RequestTimeline } from "#components/requests/request-timeline";
import { YamlDiff } from "#components/requests/yaml-diff";
import { DryRuns } from "#components/resources/dry-runs";
import { resourceHref } from "#components/resources/resource-href";
import { Age } from "#components/ui/age";
import { Button } from "#components/ui/button";
import { Card, CardHeader } from "#components/ui/card";
import { MenuItem } from "#components/ui/dropdown-menu";
import { PageBody } from "#components/ui/page-body";
import { PageHeader } from "#components/ui/page-header";
import { Loading, Skeleton, SkeletonLines } from "#components/ui/skeleton";
import type { PortalRequestDetail } from "#lib/request/types";

const breadcrumb = [{ label: "My requests", href: "/requests" }];

/** One request: how it stands, why, and what comes next. */
export function RequestPage({ id }: { id: string }) {
  const { data: request, error, refetch, isFetching } = useRequest(id);
  if (!request)
    return (
      <>
        <PageHeader breadcrumb={breadcrumb} title={error ? "Request" : undefined} />
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
  const [closing, setClosing] = useState(false);
  const close = useRequestAction(request.id);
  const open = request.pullRequest.state === "open";
  return (
    <>
      <PageHeader
        breadcrumb={breadcrumb}
        title={request.object.name}
        health={request.health}
        primary={<NextStep request={request} />}
        menu={
          open && (
            <MenuItem
              danger
              disabledReason={request.may.close.allowed ? undefined : request.may.close.reason}
              onSelect={() => setClosing(true)}
            >
              Withdraw request
            </MenuItem>
          )
        }
        meta={[
          describeRequest(request),
          request.object.namespace,
          `by ${request.author.name}`,
          <Age key="age" at={request.createdAt} suffix=" ago" />,
        ]}
      />
      <PageBody className="space-y-6">
        <RequestFindings findings={request.findings} moveHref={moveHrefOf(request)} />
        <RequestCause request={request} />
        <ConflictNotice request={request} />
        <div className="grid gap-6 xl:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
          <Card className="self-start p-4 pb-5">
            <h2 className="mb-4 font-semibold">Progress</h2>
            <RequestTimeline request={request} />
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
    </>
  );
}

/** The single filled button: the step that this person can take next, if there is one. */
function NextStep({ request }: { request: PortalRequestDetail }) {
  if (request.may.approve.allowed || request.may.merge.allowed)
    return (
      <Button asChild variant="primary">
        <Link href={`/approvals/${request.id}`}>{request.may.merge.allowed ? "Merge" : "Review"}</Link>
      </Button>
    );
  if (canMakeAgain(request)) return <MakeAgain request={request} />;
  const { entry, operation, pullRequest } = request;
  if (pullRequest.state === "closed" && operation === "create" && entry)
    return (
      <Button asChild variant="primary">
        <Link href={`${offerHref(entry.id)}/new`}>Ask again</Link>
      </Button>
    );
  const exists = request.timeline.some(({ key, status }) => key === "exists" && status === "done");
  if (!exists || operation === "delete") return null;
  return (
    <Button asChild variant="primary">
      <Link href={resourceHref(request.object)}>Open resource</Link>
    </Button>
  );
}

function RequestContent({ request }: { request: PortalRequestDetail }) {
  return (
    <div className="min-w-0 space-y-6">
      {request.changes.length > 0 && (
        <Card>
          <CardHeader title={request.operation === "create" ? "What was asked for" : "What changes"} />
          <div className="border-t">
            <FieldChanges
              changes={request.changes}
              drift={request.drift}
              isNew={request.operation === "create"}
              isOutdated={request.conflict !== undefined}
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
    <Loading awaits="the request" className="grid gap-6 xl:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
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
