import type { Metadata } from "next";
import { Prefetched, readFirstPage } from "#components/data/prefetched";
import { queryKeys } from "#components/data/topics";
import { RequestListPage } from "#components/requests/request-list-page";
import { describeRequestList } from "#components/requests/request-list-query";
import { pageMessages } from "#components/shell/messages/pages";
import { requireIdentity } from "#lib/server/session/session";
import { listRequests } from "#lib/server/use-cases/request-list";

export const metadata: Metadata = { title: pageMessages.titles.requests };

export default async function Page() {
  const identity = await requireIdentity();
  const own = describeRequestList("mine", "");
  return (
    <Prefetched
      queries={[
        {
          queryKey: queryKeys.requests(own),
          read: readFirstPage(() => listRequests(identity, { author: own.author })),
        },
      ]}
    >
      <RequestListPage />
    </Prefetched>
  );
}
