import type { Metadata } from "next";
import { Prefetched, readFirstPage } from "#components/data/prefetched";
import { queryKeys } from "#components/data/topics";
import { ResourceListPage } from "#components/resources/list/resource-list-page";
import { describeResourceList, FIRST_VIEW } from "#components/resources/list/resource-list-query";
import { pageMessages } from "#components/shell/messages/pages";
import { requireIdentity } from "#lib/server/session/session";
import { listResources } from "#lib/server/use-cases/resource-list/resource-list";

export const metadata: Metadata = { title: pageMessages.titles.resources };

export default async function Page() {
  const identity = await requireIdentity();
  const own = describeResourceList(FIRST_VIEW);
  return (
    <Prefetched
      queries={[
        {
          queryKey: queryKeys.resources("", { pages: true, ...own }),
          read: readFirstPage(() => listResources(identity, own)),
        },
      ]}
    >
      <ResourceListPage />
    </Prefetched>
  );
}
