import type { Metadata } from "next";
import { Prefetched, readFirstPage } from "#components/data/prefetched";
import { queryKeys } from "#components/data/topics";
import { ApprovalListPage } from "#components/requests/approval-list-page";
import { TO_APPROVE } from "#components/requests/request-list-query";
import { pageMessages } from "#components/shell/messages/pages";
import { requireIdentity } from "#lib/server/session/session";
import { listRequests } from "#lib/server/use-cases/request-list";

export const metadata: Metadata = { title: pageMessages.titles.approvals };

export default async function Page() {
  const identity = await requireIdentity();
  return (
    <Prefetched
      queries={[
        {
          queryKey: queryKeys.requests(TO_APPROVE),
          read: readFirstPage(() => listRequests(identity, { toApprove: "true" })),
        },
      ]}
    >
      <ApprovalListPage />
    </Prefetched>
  );
}
