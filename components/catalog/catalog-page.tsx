"use client";

import { LayoutGrid, SearchX } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { AttentionStrip } from "#components/catalog/attention-strip";
import { CatalogFilter } from "#components/catalog/catalog-filter";
import { countTags, findOffers, sortOffers } from "#components/catalog/catalog-search";
import { catalogMessages } from "#components/catalog/messages";
import { NewRequest } from "#components/catalog/new-request";
import { GitObstacle, SilentClusters, useSilentClusters } from "#components/catalog/obstacles";
import { OfferCard, OfferCardSkeleton } from "#components/catalog/offer-card";
import { offerHref } from "#components/catalog/offer-href";
import { useCatalog } from "#components/data/queries";
import { Button } from "#components/ui/button";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading } from "#components/ui/state/skeleton";
import { formatClock } from "#components/ui/text/age";
import { disambiguateTitles } from "#lib/catalog/duplicate-titles";
import { groupOffers, type OfferGroup } from "#lib/catalog/family/offer-family";
import type { CatalogEntry } from "#lib/catalog/types";

const { page: messages } = catalogMessages;

const text = parseAsString.withDefault("");
const grid = "grid grid-cols-[repeat(auto-fill,minmax(min(100%,18rem),1fr))] gap-4 xl:gap-6";

/** The landing page: the requests that need the person, and the offers of the platform, live. */
export function CatalogPage() {
  const router = useRouter();
  const catalog = useCatalog();
  const [query, setQuery] = useQueryState("q", text);
  const [tag, setTag] = useQueryState("tag", text);
  const groups = useMemo(() => groupOffers(sortOffers(catalog.data?.entries ?? [])), [catalog.data]);
  const entries = groups.map(({ entry }) => entry);
  const found = findOffers(entries, query, tag);
  const clear = () => {
    void setQuery(null);
    void setTag(null);
  };
  const openFirst = async () => {
    const [first] = found;
    if (!first) return;
    // The query reaches the address a moment later. A page opened before that would be replaced.
    await setQuery(query || null);
    router.push(offerHref(first.id));
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
          tag={tag}
          tags={catalog.isPending ? undefined : countTags(entries)}
          onQuery={(value) => void setQuery(value || null)}
          onTag={(value) => void setTag(value || null)}
          onEnter={() => void openFirst()}
        />
        {catalog.data ? (
          <Offers
            groups={groups}
            found={found}
            synced={catalog.data.synced}
            query={query || tag}
            onClear={clear}
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

interface OffersProps {
  groups: readonly OfferGroup[];
  found: readonly CatalogEntry[];
  synced: boolean;
  query: string;
  onClear: () => void;
}

function Offers({ groups, found, synced, query, onClear }: OffersProps) {
  const silent = useSilentClusters();
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
        title={messages.noMatch.title(query)}
        actions={<Button onClick={onClear}>{messages.noMatch.action}</Button>}
      >
        {messages.noMatch.description}
      </EmptyState>
    );
  const hasSeveral = new Set(groups.flatMap(({ clusters }) => clusters)).size > 1;
  const clustersOf = new Map(groups.map(({ entry, clusters }) => [entry.id, clusters]));
  const apart = disambiguateTitles(groups.map(({ entry }) => entry));
  return (
    <ul aria-label={messages.offers} className={grid}>
      {found.map((entry) => (
        <OfferCard
          key={entry.id}
          entry={entry}
          clusters={hasSeveral ? clustersOf.get(entry.id) : undefined}
          apart={apart.get(entry.id)}
        />
      ))}
    </ul>
  );
}

function CatalogSkeleton() {
  return (
    <Loading awaits={messages.loading}>
      <ul className={grid}>
        {["a", "b", "c", "d", "e", "f"].map((key) => (
          <OfferCardSkeleton key={key} />
        ))}
      </ul>
    </Loading>
  );
}
