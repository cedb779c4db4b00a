"use client";

import { PackageOpen, SearchX } from "lucide-react";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { lazy, type ReactNode, Suspense, useCallback, useDeferredValue, useMemo, useState } from "react";
import { useCatalog, useResourcePages } from "#components/data/queries";
import { BulkBar } from "#components/resources/bulk/bulk-bar";
import type { BulkAction } from "#components/resources/bulk/bulk-requests";
import { useSelection } from "#components/resources/bulk/selection";
import { resourceListMessages as messages } from "#components/resources/list/messages";
import { ResourceFilters } from "#components/resources/list/resource-filters";
import {
  clearFilters,
  describeResourceList,
  isFiltered,
  type ResourceView,
  viewParsers,
} from "#components/resources/list/resource-list-query";
import { ResourceTable } from "#components/resources/list/resource-table";
import { StateBar } from "#components/resources/list/state-bar";
import { resourceHref } from "#components/resources/resource-href";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { MoreRows } from "#components/ui/page/more-rows";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading } from "#components/ui/state/skeleton";
import { stateLooks } from "#components/ui/state/state-badge";
import { TableSkeleton } from "#components/ui/state/table-skeleton";
import type { Selection } from "#components/ui/table";
import type { ResourceCounts, ResourceSummary, ResourcesResponse } from "#lib/api/types";
import { disambiguateTitles } from "#lib/catalog/duplicate-titles";
import { isProblem } from "#lib/graph/judge/root-cause";

const BulkReview = lazy(() => import("#components/resources/bulk/bulk-review"));

/** What the person has: the resources of every offer, problems first. Some of them can be changed together. */
export function ResourceListPage() {
  const { selection, selected, clear } = useSelection();
  const [action, setAction] = useState<BulkAction["kind"]>();
  if (!action)
    return (
      <ResourceList
        selection={selection}
        bar={
          selected.length > 0 && (
            <BulkBar
              selected={selected}
              onRemove={() => setAction("remove")}
              onChange={() => setAction("change")}
              onClear={clear}
            />
          )
        }
      />
    );
  return (
    <Suspense fallback={<PageHeader title={undefined} width="catalog" />}>
      <BulkReview resources={selected} kind={action} onBack={() => setAction(undefined)} />
    </Suspense>
  );
}

interface ResourceListProps {
  selection: Selection<ResourceSummary>;
  /** The actions on what is selected. */
  bar: ReactNode;
}

function ResourceList({ selection, bar }: ResourceListProps) {
  const [view, setView] = useView();
  const titleOf = useOfferTitles();
  const { rows, total, lastPage, error, readMore, refetch, isFetching } = useResourcePages(
    describeResourceList({ ...view, q: useDeferredValue(view.q) }),
  );
  const counts = lastPage?.counts;
  return (
    <>
      <PageHeader
        title={messages.title}
        width="catalog"
        meta={[
          total !== undefined && messages.count(total),
          counts && counts.pending > 0 && messages.pending(counts.pending),
        ]}
        primary={<Primary rows={rows} isSorted={view.sort === "state" && view.group === ""} />}
      />
      <PageBody width="catalog" className="space-y-4">
        <StateBar counts={counts?.state} chosen={view.state} onChoose={(state) => setView({ state })} />
        <ResourceFilters view={view} counts={counts} titleOf={titleOf} onView={setView} />
        {error && !rows && (
          <ErrorCard title={messages.error} error={error} onRetry={refetch} retrying={isFetching} />
        )}
        {!error && !rows && (
          <Loading awaits={messages.loading}>
            <TableSkeleton rows={8} />
          </Loading>
        )}
        {rows && (
          <Card>
            <Errors errors={lastPage?.errors ?? []} />
            {rows.length > 0 ? (
              <GroupedTable {...{ rows, view, counts, titleOf, selection }} />
            ) : (
              <NoResources view={view} onView={setView} />
            )}
          </Card>
        )}
        <MoreRows readMore={readMore} />
        {bar}
      </PageBody>
    </>
  );
}

/** The view in the address. What equals the default is not written there. */
function useView(): [ResourceView, (change: Partial<ResourceView>) => void] {
  const [view, setView] = useQueryStates(viewParsers);
  return [view, (change) => void setView(change)];
}

/** The titles of offers by id, with what tells namesakes apart; the id itself where the offer is unknown. */
function useOfferTitles(): (entry: string) => string {
  const entries = useCatalog().data?.entries;
  const titles = useMemo(() => {
    const apart = disambiguateTitles(entries ?? []);
    return new Map(entries?.map(({ id, title }) => [id, [title, apart.get(id)].filter(Boolean).join(" · ")]));
  }, [entries]);
  return useCallback((entry: string) => titles.get(entry) ?? entry, [titles]);
}

/** The next step: the resource that most needs a person, else a request. */
function Primary({ rows, isSorted }: { rows: readonly ResourceSummary[] | undefined; isSorted: boolean }) {
  const [worst] = isSorted ? (rows ?? []) : [];
  const isBad = worst && isProblem(worst.health.state);
  return (
    <Button asChild variant="primary">
      {isBad ? (
        <Link
          href={resourceHref({ ...worst.reference, plural: worst.plural })}
          aria-label={messages.openWorst(worst.reference.name)}
        >
          {messages.openWorstShort}
        </Link>
      ) : (
        <Link href="/catalog">{messages.newRequest}</Link>
      )}
    </Button>
  );
}

function Errors({ errors }: Pick<ResourcesResponse, "errors">) {
  return errors.map(({ cluster, detail }) => (
    <p key={cluster + detail} className="border-b px-4 py-2 text-sm text-warn">
      {messages.incomplete(detail, cluster)}
    </p>
  ));
}

interface GroupedTableProps {
  rows: readonly ResourceSummary[];
  view: ResourceView;
  counts: ResourceCounts | undefined;
  titleOf: (entry: string) => string;
  selection: Selection<ResourceSummary>;
}

function GroupedTable({ rows, view: { group }, counts, titleOf, selection }: GroupedTableProps) {
  const titleOfRow = useCallback(({ entry = "" }: ResourceSummary) => titleOf(entry), [titleOf]);
  const groupOf = (row: ResourceSummary) => {
    const { key, label } = describeGroup(row, group, titleOf);
    const count = group && counts?.[group].find(({ value }) => value === key)?.count;
    return { key, label: count ? messages.group.heading(label, count) : label };
  };
  return (
    <ResourceTable
      label={messages.title}
      resources={rows}
      selection={selection}
      // The heading names the offer.
      {...(group !== "entry" && { titleOf: titleOfRow })}
      {...(group && { groupOf })}
    />
  );
}

function describeGroup(
  { reference: { namespace = "", cluster }, entry = "", health: { state } }: ResourceSummary,
  group: ResourceView["group"],
  titleOf: (entry: string) => string,
): { key: string; label: string } {
  switch (group) {
    case "entry":
      return { key: entry, label: titleOf(entry) };
    case "namespace":
      return { key: namespace, label: namespace || messages.wholeCluster };
    case "cluster":
      return { key: cluster, label: cluster };
    default:
      return { key: state, label: stateLooks[state].word };
  }
}

interface NoResourcesProps {
  view: ResourceView;
  onView: (change: Partial<ResourceView>) => void;
}

function NoResources({ view, onView }: NoResourcesProps) {
  if (isFiltered(view))
    return (
      <EmptyState
        icon={SearchX}
        title={messages.noMatch.title}
        actions={<Button onClick={() => onView(clearFilters(view))}>{messages.filters.clear}</Button>}
      >
        {messages.noMatch.description}
      </EmptyState>
    );
  const { title, description } = view.show === "mine" ? messages.empty : messages.emptyAll;
  return (
    <EmptyState
      icon={PackageOpen}
      title={title}
      actions={
        <>
          <Button asChild>
            <Link href="/catalog">{messages.empty.action}</Link>
          </Button>
          {view.show === "mine" && (
            <Button variant="ghost" onClick={() => onView({ show: "all" })}>
              {messages.empty.showAll}
            </Button>
          )}
        </>
      }
    >
      {description}
    </EmptyState>
  );
}
