"use client";

import { LayoutGrid, SearchX } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsString, useQueryState } from "nuqs";
import { CatalogFilter } from "#components/catalog/catalog-filter";
import { countTags, findOffers, sortOffers } from "#components/catalog/catalog-search";
import { NeedsYou } from "#components/catalog/needs-you";
import { NewRequest } from "#components/catalog/new-request";
import { GitObstacle, SilentClusters, useSilentClusters } from "#components/catalog/obstacles";
import { OfferCard, OfferCardSkeleton, offerHref } from "#components/catalog/offer-card";
import { useCatalog } from "#components/data/queries";
import { Button } from "#components/ui/button";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading } from "#components/ui/state/skeleton";
import { formatClock } from "#components/ui/text/age";
import { tellApart } from "#lib/catalog/namesakes";
import type { CatalogEntry } from "#lib/catalog/types";

const text = parseAsString.withDefault("");
const grid = "grid grid-cols-[repeat(auto-fill,minmax(min(100%,18rem),1fr))] gap-4 xl:gap-6";

/** The landing page: what needs the person, and what the platform offers, live. */
export function CatalogPage() {
  const router = useRouter();
  const catalog = useCatalog();
  const [query, setQuery] = useQueryState("q", text);
  const [tag, setTag] = useQueryState("tag", text);
  const entries = sortOffers(catalog.data?.entries ?? []);
  const found = findOffers(entries, query, tag);
  const clear = () => {
    void setQuery(null);
    void setTag(null);
  };
  const openFirst = async () => {
    const [first] = found;
    if (!first) return;
    // What was typed reaches the address a moment later, and would take a page opened before that back.
    await setQuery(query || null);
    router.push(offerHref(first.id));
  };

  return (
    <>
      <PageHeader
        title="Catalog"
        width="catalog"
        primary={catalog.data && <NewRequest entries={entries} />}
        meta={[
          catalog.data && describeCount(entries, found),
          catalog.data &&
            catalog.error &&
            `Showing ${formatClock(new Date(catalog.dataUpdatedAt).toISOString())}. Retrying.`,
        ]}
      />
      <PageBody width="catalog">
        <GitObstacle />
        <NeedsYou />
        <CatalogFilter
          query={query}
          tag={tag}
          tags={catalog.isPending ? undefined : countTags(entries)}
          onQuery={(value) => void setQuery(value || null)}
          onTag={(value) => void setTag(value || null)}
          onEnter={() => void openFirst()}
        />
        {catalog.data ? (
          <Offers
            entries={entries}
            found={found}
            synced={catalog.data.synced}
            query={query || tag}
            onClear={clear}
          />
        ) : catalog.error ? (
          <ErrorCard
            title="The catalog could not be read"
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

function describeCount(entries: readonly CatalogEntry[], found: readonly CatalogEntry[]): string {
  const offers = entries.length === 1 ? "1 offer" : `${entries.length} offers`;
  return found.length === entries.length ? offers : `${found.length} of ${offers}`;
}

interface OffersProps {
  entries: readonly CatalogEntry[];
  found: readonly CatalogEntry[];
  synced: boolean;
  query: string;
  onClear: () => void;
}

function Offers({ entries, found, synced, query, onClear }: OffersProps) {
  const silent = useSilentClusters();
  if (entries.length === 0 && silent.length > 0) return <SilentClusters obstacles={silent} />;
  if (entries.length === 0 && !synced) return <CatalogSkeleton />;
  if (entries.length === 0)
    return (
      <EmptyState icon={LayoutGrid} title="Nothing is offered yet">
        An offer stands here by itself, the moment the platform team publishes a Promise or an XRD, or labels
        an API as an offer. If you miss one, ask the platform team: you see what you may see.
      </EmptyState>
    );
  if (found.length === 0)
    return (
      <EmptyState
        icon={SearchX}
        title={`Nothing for “${query}”`}
        actions={<Button onClick={onClear}>Clear search</Button>}
      >
        Clear the search, or ask the platform team for it.
      </EmptyState>
    );
  const showCluster = new Set(entries.map((entry) => entry.cluster)).size > 1;
  const apart = tellApart(entries);
  return (
    <ul aria-label="Offers" className={grid}>
      {found.map((entry) => (
        <OfferCard key={entry.id} entry={entry} showCluster={showCluster} apart={apart.get(entry.id)} />
      ))}
    </ul>
  );
}

function CatalogSkeleton() {
  return (
    <Loading awaits="the catalog of the cluster">
      <ul className={grid}>
        {["a", "b", "c", "d", "e", "f"].map((key) => (
          <OfferCardSkeleton key={key} />
        ))}
      </ul>
    </Loading>
  );
}
