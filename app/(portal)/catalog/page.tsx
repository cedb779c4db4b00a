import type { Metadata } from "next";
import { CatalogPage } from "#components/catalog/catalog-page";
import { Prefetched } from "#components/data/prefetched";
import { queryKeys } from "#components/data/topics";
import { listCatalog } from "#lib/server/catalog";
import { listRequests } from "#lib/server/requests";
import { requireIdentity } from "#lib/server/session";

export const metadata: Metadata = { title: "Catalog" };

export default async function Page() {
  const identity = await requireIdentity();
  return (
    <Prefetched
      queries={[
        { queryKey: queryKeys.catalog, read: () => listCatalog(identity) },
        { queryKey: queryKeys.requests, read: () => listRequests(identity) },
      ]}
    >
      <CatalogPage />
    </Prefetched>
  );
}
