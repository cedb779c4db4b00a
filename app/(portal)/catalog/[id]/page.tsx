import type { Metadata } from "next";
import { OfferPage } from "#components/catalog/offer-page";
import { Prefetched, readFirstPage } from "#components/data/prefetched";
import { queryKeys } from "#components/data/topics";
import { pageMessages } from "#components/shell/messages/pages";
import { requireIdentity } from "#lib/server/session/session";
import { getEntry } from "#lib/server/use-cases/catalog";
import { listResources } from "#lib/server/use-cases/resource-list/resource-list";

type Props = PageProps<"/catalog/[id]">;

export const metadata: Metadata = { title: pageMessages.titles.offer };

export default async function Page({ params }: Props) {
  const identity = await requireIdentity();
  const id = decodeURIComponent((await params).id);
  return (
    <Prefetched
      queries={[
        { queryKey: queryKeys.entry(id), read: () => getEntry(identity, id) },
        {
          queryKey: queryKeys.resources(id, { pages: true }),
          read: readFirstPage(() => listResources(identity, { entry: id })),
        },
      ]}
    >
      <OfferPage id={id} />
    </Prefetched>
  );
}
