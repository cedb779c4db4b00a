"use client";

import { FileQuestionMark } from "lucide-react";
import Link from "next/link";
import { useEffect, useMemo, useState } from "react";
import { useRequest, useRequestFile } from "#components/data/queries";
import type { ChangedResource } from "#components/request-form/draft/form-start";
import { formMessages } from "#components/request-form/messages";
import { FormSkeleton, RequestFormPage } from "#components/request-form/request-form-page";
import { changeHref } from "#components/resources/resource-href";
import { Button } from "#components/ui/button";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import type { RequestFile } from "#lib/api/types";
import type { PortalRequestDetail } from "#lib/request/types";

const { amendPage: messages } = formMessages;

/** In the address of a form: the change is a request of its own, although another one is open. */
export const SECOND = "second";

interface AmendFormPageProps {
  /** Of the request. */
  id: string;
  /** Called where the request was closed or merged before its form was shown. */
  onClosed?: () => void;
}

/** The page with the form that changes an open request of the person. It keeps the form when a later read fails. */
export function AmendFormPage({ id, onClosed }: AmendFormPageProps) {
  const request = useRequest(id);
  const file = useRequestFile(id);
  const changed = useAmended(request.data, file.data, () => void file.refetch());
  const isLate = !changed && request.data !== undefined && request.data.pullRequest.state !== "open";
  useEffect(() => {
    if (isLate) onClosed?.();
  }, [isLate, onClosed]);
  const entry = request.data?.entry;
  if (changed && entry) return <RequestFormPage id={entry.id} {...changed} />;
  const error = request.error ?? file.error;
  const href = `/requests/${encodeURIComponent(id)}`;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: id, href }]}
        title={request.data && formMessages.page.amend(request.data.object.name)}
      />
      <PageBody>
        {error ? (
          <ErrorCard
            title={messages.error(id)}
            error={error}
            onRetry={() => void Promise.all([request.refetch(), file.refetch()])}
            retrying={request.isFetching || file.isFetching}
          />
        ) : request.data && file.data ? (
          <EmptyState
            icon={FileQuestionMark}
            title={messages.title}
            actions={
              <Button asChild variant="primary">
                <Link href={href}>{messages.action}</Link>
              </Button>
            }
          >
            {entry ? (file.data.file.withheld ?? messages.noAccess) : messages.noOffer}
          </EmptyState>
        ) : (
          <FormSkeleton />
        )}
      </PageBody>
    </>
  );
}

/** The last file on the branch that a form can start from, with the request; undefined without such a file. */
function useAmended(
  request: PortalRequestDetail | undefined,
  seen: RequestFile | undefined,
  read: () => void,
): { change: ChangedResource; version: string | undefined } | undefined {
  const [kept, setKept] = useState(() => seen);
  if (seen?.file.content !== undefined && seen.commit !== kept?.commit) setKept(seen);
  const [refresh] = useState(() => read);
  return useMemo(() => {
    if (!request || kept?.file.content === undefined) return undefined;
    const { id, object, operation, pullRequest, reviews } = request;
    const { path, blob, content, version, confirmed = [] } = kept.file;
    const isNew = operation === "create";
    const approvers = reviews.filter(({ verdict }) => verdict === "approved").map(({ actor }) => actor.name);
    return {
      change: {
        name: object.name,
        namespace: object.namespace ?? "",
        href: `/requests/${encodeURIComponent(id)}`,
        file: { path, blob, content, confirmed },
        waiting: undefined,
        isGone: pullRequest.state !== "open",
        refresh,
        amends: {
          id,
          commit: kept.commit,
          isNew,
          approvers: [...new Set(approvers)],
          secondHref: isNew ? undefined : `${changeHref(object)}?${SECOND}=true`,
        },
      },
      version,
    };
  }, [request, kept, refresh]);
}
