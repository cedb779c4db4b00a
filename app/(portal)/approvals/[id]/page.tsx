import type { Metadata } from "next";
import { Prefetched } from "#components/data/prefetched";
import { queryKeys } from "#components/data/topics";
import { ApprovalPage } from "#components/requests/approval-page";
import { pageMessages } from "#components/shell/messages/pages";
import { requireIdentity } from "#lib/server/session/session";
import { getRequest } from "#lib/server/use-cases/requests";

export const metadata: Metadata = { title: pageMessages.titles.approval };

export default async function Page({ params }: PageProps<"/approvals/[id]">) {
  const identity = await requireIdentity();
  const id = decodeURIComponent((await params).id);
  return (
    <Prefetched queries={[{ queryKey: queryKeys.request(id), read: () => getRequest(identity, id) }]}>
      <ApprovalPage id={id} />
    </Prefetched>
  );
}
