import type { Metadata } from "next";
import { CatalogPage } from "#components/catalog/catalog-page";
import { Prefetched } from "#components/data/prefetched";
import { queryKeys } from "#components/data/topics";
import { pageMessages } from "#components/shell/messages/pages";
import { requireIdentity } from "#lib/server/session/session";
import { readAttention } from "#lib/server/use-cases/attention";
import { listCatalog } from "#lib/server/use-cases/catalog";

export const metadata: Metadata = { title: pageMessages.titles.catalog };

export default async function Page() {
  const identity = await requireIdentity();
  return (
    <Prefetched
      queries={[
        { queryKey: queryKeys.catalog, read: () => listCatalog(identity) },
        { queryKey: queryKeys.attention, read: () => readAttention(identity) },
      ]}
    >
      <CatalogPage />
    </Prefetched>
  );
}
