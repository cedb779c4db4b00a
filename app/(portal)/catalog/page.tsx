import type { Metadata } from "next";
import { cookies } from "next/headers";
import { CatalogPage } from "#components/catalog/catalog-page";
import { OWN_REQUESTS, parseRecentOffers, RECENT_COOKIE } from "#components/catalog/list/used-offers";
import { Prefetched } from "#components/data/prefetched";
import { queryKeys } from "#components/data/topics";
import { pageMessages } from "#components/shell/messages/pages";
import { requireIdentity } from "#lib/server/session/session";
import { readAttention } from "#lib/server/use-cases/attention";
import { listCatalog } from "#lib/server/use-cases/catalog";
import { listRequests } from "#lib/server/use-cases/request-list";

export const metadata: Metadata = { title: pageMessages.titles.catalog };

export default async function Page() {
  const [identity, sent] = await Promise.all([requireIdentity(), cookies()]);
  return (
    <Prefetched
      queries={[
        { queryKey: queryKeys.catalog, read: () => listCatalog(identity) },
        { queryKey: queryKeys.attention, read: () => readAttention(identity) },
        { queryKey: queryKeys.firstRequests(OWN_REQUESTS), read: () => listRequests(identity, OWN_REQUESTS) },
      ]}
    >
      <CatalogPage recent={parseRecentOffers(sent.get(RECENT_COOKIE)?.value)} />
    </Prefetched>
  );
}
