"use client";

import { LayoutGrid, SearchX } from "lucide-react";
import { useRouter } from "next/navigation";
import { memo, useDeferredValue, useMemo } from "react";
import { AttentionStrip } from "#components/catalog/attention-strip";
import { CatalogFilter } from "#components/catalog/catalog-filter";
import { type CatalogQuery, useCatalogQuery } from "#components/catalog/catalog-query";
import { countChoices, filterOffers } from "#components/catalog/list/filters";
import { OfferList, offerGrid } from "#components/catalog/list/offer-list";
import { arrangeSections } from "#components/catalog/list/sections";
import { OWN_REQUESTS } from "#components/catalog/list/used-offers";
import { catalogMessages } from "#components/catalog/messages";
import { NewRequest } from "#components/catalog/new-request";
import { GitObstacle, SilentClusters, useSilentClusters } from "#components/catalog/obstacles";
import { OfferCard, OfferCardSkeleton, OfferRow } from "#components/catalog/offer-card";
import { offerHref } from "#components/catalog/offer-href";
import { createOfferSearch, type OfferMatch, sortOffers } from "#components/catalog/search/offer-search";
import { useCatalog, useRequests } from "#components/data/queries";
import { Button } from "#components/ui/button";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading } from "#components/ui/state/skeleton";
import { formatClock } from "#components/ui/text/age";
import { disambiguateTitles } from "#lib/catalog/duplicate-titles";
import { groupOffers, type OfferGroup } from "#lib/catalog/family/offer-family";

const { page: messages } = catalogMessages;

/**
 * The landing page: the requests that need the person, and the offers of the platform, live.
 * @param recent ids of the offers that the person opened last
 */
export function CatalogPage({ recent }: { recent: readonly string[] }) {
  const router = useRouter();
  const catalog = useCatalog();
  const address = useCatalogQuery();
  const { query, filters } = address;
  // The key shows at once; the results follow, and a further key does not wait for them.
  const shownQuery = useDeferredValue(query);
  const groups = useMemo(() => groupOffers(sortOffers(catalog.data?.entries ?? [])), [catalog.data]);
  const entries = useMemo(() => groups.map(({ entry }) => entry), [groups]);
  const search = useMemo(() => createOfferSearch(entries), [entries]);
  const matches = useMemo(() => search.find(shownQuery), [search, shownQuery]);
  const { found, choices } = useMemo(() => {
    const fitting = pickGroups(groups, matches);
    return { found: filterOffers(fitting, filters), choices: countChoices(fitting, filters) };
  }, [groups, matches, filters]);
  const openFirst = async () => {
    const [first] = filterOffers(pickGroups(groups, search.find(query)), filters);
    if (!first) return;
    // The query reaches the address a moment later. A page opened before that would be replaced.
    await address.setQuery(query);
    router.push(offerHref(first.entry.id));
  };

  return (
    <>
      <PageHeader
        title={messages.title}
        width="catalog"
        primary={catalog.data && <NewRequest entries={entries} />}
        meta={[
          catalog.data && messages.count(entries.length, found.length),
          catalog.data &&
            catalog.error &&
            messages.stale(formatClock(new Date(catalog.dataUpdatedAt).toISOString())),
        ]}
      />
      <PageBody width="catalog">
        <GitObstacle />
        <AttentionStrip />
        <CatalogFilter
          query={query}
          filters={filters}
          choices={catalog.isPending ? undefined : choices}
          view={address.view}
          onQuery={(value) => void address.setQuery(value)}
          onFilter={address.setFilter}
          onClear={address.clearFilters}
          onView={address.setView}
          onEnter={() => void openFirst()}
        />
        {catalog.data ? (
          <Offers
            groups={groups}
            found={found}
            matches={matches}
            synced={catalog.data.synced}
            recent={recent}
            query={shownQuery}
            filters={filters}
            view={address.view}
            clear={address.clear}
          />
        ) : catalog.error ? (
          <ErrorCard
            title={messages.error}
            error={catalog.error}
            onRetry={() => void catalog.refetch()}
            retrying={catalog.isFetching}
          />
        ) : (
          <CatalogSkeleton />
        )}
      </PageBody>
    </>
  );
}

/** The groups of the offers that a search found, the best first. */
function pickGroups(groups: readonly OfferGroup[], matches: readonly OfferMatch[]): OfferGroup[] {
  const byId = new Map(groups.map((group) => [group.entry.id, group]));
  return matches.flatMap(({ entry }) => byId.get(entry.id) ?? []);
}

interface OffersProps extends Pick<CatalogQuery, "query" | "filters" | "view" | "clear"> {
  groups: readonly OfferGroup[];
  /** The best first, where there is a query. */
  found: readonly OfferGroup[];
  matches: readonly OfferMatch[];
  synced: boolean;
  recent: readonly string[];
}

const Offers = memo(function Offers(props: OffersProps) {
  const { groups, found, matches, synced, recent, query, filters, view, clear } = props;
  const silent = useSilentClusters();
  const used = useUsedOffers(recent);
  if (groups.length === 0 && silent.length > 0) return <SilentClusters obstacles={silent} />;
  if (groups.length === 0 && !synced) return <CatalogSkeleton />;
  if (groups.length === 0)
    return (
      <EmptyState icon={LayoutGrid} title={messages.empty.title}>
        {messages.empty.description}
      </EmptyState>
    );
  if (found.length === 0)
    return (
      <EmptyState
        icon={SearchX}
        title={messages.noMatch.title(query || Object.values(filters).filter(Boolean).join(", "))}
        actions={<Button onClick={clear}>{messages.noMatch.action}</Button>}
      >
        {messages.noMatch.description}
      </EmptyState>
    );
  const hasSeveral = new Set(groups.flatMap(({ clusters }) => clusters)).size > 1;
  const apart = disambiguateTitles(groups.map(({ entry }) => entry));
  const matchOf = new Map(matches.map((match) => [match.entry.id, match]));
  const Offer = view === "list" ? OfferRow : OfferCard;
  return (
    <OfferList
      sections={
        query.trim()
          ? [{ title: catalogMessages.sections.results, offers: [...found] }]
          : arrangeSections(found, used)
      }
      view={view}
      draw={({ entry, clusters }) => (
        <Offer
          key={entry.id}
          entry={entry}
          clusters={hasSeveral ? clusters : undefined}
          apart={apart.get(entry.id)}
          match={matchOf.get(entry.id) ?? { terms: [] }}
        />
      )}
    />
  );
});

/** Ids of the offers that the person requested, then of those that the person opened. */
function useUsedOffers(recent: readonly string[]): string[] {
  const requests = useRequests(OWN_REQUESTS).data?.requests ?? [];
  return [...requests.flatMap(({ entry }) => entry?.id ?? []), ...recent];
}

function CatalogSkeleton() {
  return (
    <Loading awaits={messages.loading}>
      <ul className={offerGrid}>
        {["a", "b", "c", "d", "e", "f"].map((key) => (
          <OfferCardSkeleton key={key} />
        ))}
      </ul>
    </Loading>
  );
}
