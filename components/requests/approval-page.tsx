"use client";

import { GitCommitHorizontal } from "lucide-react";
import Link from "next/link";
import { useId, useState } from "react";
import { usePlaceWords } from "#components/catalog/namesake";
import { type RequestAction, useRequest, useRequestAction } from "#components/data/queries";
import { ActionProblem } from "#components/requests/action-problem";
import { CloseRequestDialog } from "#components/requests/close-request-dialog";
import { FieldChanges, titleBefore } from "#components/requests/field-changes";
import { ConflictNotice } from "#components/requests/field-conflicts";
import { requestListMessages } from "#components/requests/messages/lists";
import { requestMessages } from "#components/requests/messages/request";
import { RequestCause } from "#components/requests/request-cause";
import { RequestFailure } from "#components/requests/request-failure";
import { moveHrefOf, RequestFindings } from "#components/requests/request-findings";
import { describeRequest } from "#components/requests/request-table";
import { RequestReviews } from "#components/requests/request-timeline";
import { SecretNotices } from "#components/requests/secret-notices";
import { YamlDiff } from "#components/requests/yaml-diff";
import { Button } from "#components/ui/button";
import { Card, CardHeader, CardNote } from "#components/ui/card";
import { MenuItem } from "#components/ui/dropdown-menu";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { Loading, SkeletonLines } from "#components/ui/state/skeleton";
import { Age } from "#components/ui/text/age";
import { Textarea } from "#components/ui/textarea";
import type { PortalRequestDetail } from "#lib/request/types";

const { page, approval: messages } = requestMessages;

const breadcrumb = [{ label: requestListMessages.approvals.title, href: "/approvals" }];

/** One request for the person to approve: its changes with the labels of the form, and the buttons for the decision. */
export function ApprovalPage({ id }: { id: string }) {
  const { data: request, error, refetch, isFetching } = useRequest(id);
  if (request) return <LoadedApproval request={request} />;
  return (
    <>
      <PageHeader breadcrumb={breadcrumb} title={error ? messages.title : undefined} />
      <PageBody>
        {error ? (
          <RequestFailure error={error} onRetry={refetch} retrying={isFetching} />
        ) : (
          <Loading awaits={page.loading}>
            <Card className="p-4">
              <SkeletonLines lines={8} />
            </Card>
          </Loading>
        )}
      </PageBody>
    </>
  );
}

function LoadedApproval({ request }: { request: PortalRequestDetail }) {
  const [comment, setComment] = useState("");
  const apart = usePlaceWords(request.entry?.id, request.object.cluster);
  const [closing, setClosing] = useState(false);
  const action = useRequestAction(request.id);
  const { mutate, isPending, variables } = action;
  const act = (action: RequestAction) =>
    mutate(
      {
        action,
        comment: comment.trim() || undefined,
        ...(action !== "close" && { commit: request.commit, result: request.result }),
      },
      {
        onSuccess: () => {
          setComment("");
          setClosing(false);
        },
      },
    );
  const isNew = request.operation === "create";
  return (
    <>
      <PageHeader
        breadcrumb={breadcrumb}
        title={request.object.name}
        health={request.health}
        primary={<Verdict request={request} pending={isPending} act={act} />}
        menu={
          request.pullRequest.state === "open" && (
            <MenuItem
              danger
              disabledReason={request.may.close.allowed ? undefined : request.may.close.reason}
              onSelect={() => setClosing(true)}
            >
              {messages.sendBack}
            </MenuItem>
          )
        }
        meta={[
          apart,
          describeRequest(request),
          request.object.namespace,
          page.author(request.author.name),
          <Age key="age" at={request.createdAt} ago />,
        ]}
      />
      <PageBody className="space-y-6">
        {variables?.action !== "close" && <ActionProblem action={action} />}
        <ChangedSince request={request} />
        <RequestFindings findings={request.findings} moveHref={moveHrefOf(request)} />
        <RequestCause request={request} />
        <ConflictNotice request={request} />
        {!isExplained(request) && <WhyNot request={request} />}
        <SecretNotices request={request} />
        <Card>
          <CardHeader title={isNew ? page.requested : page.changes} />
          <div className="border-t">
            <FieldChanges
              changes={request.changes}
              drift={request.drift}
              isNew={isNew}
              beforeTitle={titleBefore(request)}
            />
          </div>
        </Card>
        <YamlDiff diff={request.diff} path={request.path} />
        <RequestReviews reviews={request.reviews} />
        {request.may.approve.allowed && <Comment value={comment} onChange={setComment} />}
      </PageBody>
      <CloseRequestDialog
        open={closing && request.pullRequest.state === "open"}
        onOpenChange={setClosing}
        name={request.object.name}
        verb={requestMessages.close.sendBack}
        problem={variables?.action === "close" && <ActionProblem action={action} />}
        pending={isPending}
        onConfirm={() => act("close")}
      />
    </>
  );
}

/** A notice when the files are no longer those that the person opened. */
function ChangedSince({ request: { commit, result, pullRequest } }: { request: PortalRequestDetail }) {
  const [first] = useState({ commit, result });
  const same = first.commit === commit && first.result === result;
  if (same || pullRequest.state !== "open") return null;
  return (
    <Card role="status">
      <CardNote icon={GitCommitHorizontal}>{messages.changed}</CardNote>
    </Card>
  );
}

interface VerdictProps {
  request: PortalRequestDetail;
  pending: boolean;
  act: (action: RequestAction) => void;
}

/** The one filled button: approve, then merge, then follow the request. */
function Verdict({ request, pending, act }: VerdictProps) {
  const { may, pullRequest } = request;
  if (pullRequest.state !== "open")
    return (
      <Button asChild variant="primary">
        <Link href={`/requests/${request.id}`}>{messages.follow}</Link>
      </Button>
    );
  if (may.merge.allowed)
    return (
      <Button variant="primary" pending={pending} onClick={() => act("merge")}>
        {messages.merge}
      </Button>
    );
  return (
    <Button
      variant="primary"
      pending={pending}
      disabledReason={may.approve.allowed ? undefined : may.approve.reason}
      onClick={() => act("approve")}
    >
      {messages.approve}
    </Button>
  );
}

/** True where a card above explains why nobody can approve the request. */
function isExplained({ conflict, findings }: PortalRequestDetail): boolean {
  return conflict !== undefined || findings.some(({ blocks }) => blocks);
}

/** Why the button cannot be pressed, in the page and not only in its tip. */
function WhyNot({ request: { may, pullRequest, reviews } }: { request: PortalRequestDetail }) {
  if (pullRequest.state !== "open" || may.approve.allowed || may.merge.allowed) return null;
  const isApproved = reviews.some(({ verdict }) => verdict === "approved");
  const { reason } = isApproved ? may.merge : may.approve;
  return <p className="max-w-[72ch] text-muted-foreground [overflow-wrap:anywhere]">{reason}</p>;
}

function Comment({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {messages.comment} <span className="font-normal text-muted-foreground">{messages.commentHint}</span>
      </label>
      <Textarea id={id} value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}
