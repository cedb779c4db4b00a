import type { Metadata } from "next";
import { Prefetched, readFirstPage } from "#components/data/prefetched";
import { queryKeys } from "#components/data/topics";
import { ResourceListPage } from "#components/resources/list/resource-list-page";
import { describeResourceList, loadView } from "#components/resources/list/resource-list-query";
import { pageMessages } from "#components/shell/messages/pages";
import { requireIdentity } from "#lib/server/session/session";
import { listResources } from "#lib/server/use-cases/resource-list/resource-list";

export const metadata: Metadata = { title: pageMessages.titles.resources };

export default async function Page({ searchParams }: PageProps<"/resources">) {
  const [identity, view] = await Promise.all([requireIdentity(), loadView(searchParams)]);
  const query = describeResourceList(view);
  return (
    <Prefetched
      queries={[
        {
          queryKey: queryKeys.resources("", { pages: true, ...query }),
          read: readFirstPage(() => listResources(identity, query)),
        },
      ]}
    >
      <ResourceListPage />
    </Prefetched>
  );
}
