"use client";

import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { useHasSeveralClusters } from "#components/catalog/namesake";
import { resourceListMessages } from "#components/resources/list/messages";
import { clearFilters, isFiltered, type ResourceView } from "#components/resources/list/resource-list-query";
import { FIND_FIELD } from "#components/shell/shortcuts";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import { FilterCombobox, listControl } from "#components/ui/filter-combobox";
import { Input } from "#components/ui/input";
import { Segmented } from "#components/ui/segmented";
import { type Option, Select } from "#components/ui/select";
import type { ResourceCounts, ResourceGroup, ResourceOrder } from "#lib/api/types";

const { filters: messages, sort, group, ...words } = resourceListMessages;

/** A list gives no empty value, so this word stands for it. */
const ANY = "any";

const SCOPES = [
  { value: "mine", label: words.mine },
  { value: "all", label: words.all },
];

const GIT: readonly Option[] = [
  { value: ANY, label: messages.anyGit },
  { value: "true", label: messages.isInGit },
  { value: "false", label: messages.isNotInGit },
];

const ORDERS: readonly (Option & { value: ResourceOrder })[] = [
  { value: "state", label: sort.state },
  { value: "change", label: sort.change },
  { value: "age", label: sort.age },
  { value: "name", label: sort.name },
  { value: "place", label: sort.place },
];

const GROUPS: readonly (Option & { value: ResourceGroup | typeof ANY })[] = [
  { value: ANY, label: group.none },
  { value: "entry", label: group.entry },
  { value: "namespace", label: group.namespace },
  { value: "state", label: group.state },
];

const CLUSTER_GROUP = { value: "cluster", label: group.cluster } as const;

interface ResourceFiltersProps {
  view: ResourceView;
  /** Undefined while they load. */
  counts: ResourceCounts | undefined;
  /** The title of an offer by its id. */
  titleOf: (entry: string) => string;
  onView: (change: Partial<ResourceView>) => void;
}

/** What the list shows: whose resources, search, filters with the number of each value, order and groups. */
export function ResourceFilters({ view, counts, titleOf, onView }: ResourceFiltersProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <search className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Segmented
        aria-label={words.scope}
        value={view.show}
        options={SCOPES}
        onChange={(value) => onView({ show: value === "all" ? "all" : "mine" })}
      />
      <Button className="ms-auto md:hidden" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <SlidersHorizontal aria-hidden />
        {messages.label}
      </Button>
      <Input
        {...{ [FIND_FIELD]: "" }}
        type="search"
        aria-keyshortcuts="/"
        aria-label={words.search}
        placeholder={words.search}
        className="w-full sm:w-52"
        value={view.q}
        onChange={(event) => onView({ q: event.target.value })}
      />
      <div className={cn("contents", !isOpen && "max-md:hidden")}>
        <Values {...{ view, counts, titleOf, onView }} />
        <Arrangement view={view} onView={onView} />
      </div>
      {isFiltered(view) && (
        <Button variant="ghost" onClick={() => onView(clearFilters(view))}>
          {messages.clear}
        </Button>
      )}
    </search>
  );
}

/** The filters by a value that is one of many. */
function Values({ view, counts, titleOf, onView }: ResourceFiltersProps) {
  const hasSeveral = useHasSeveralClusters();
  return (
    <>
      <ValueFilter
        label={messages.entry}
        any={messages.anyEntry}
        values={counts?.entry}
        chosen={view.entry}
        labelOf={titleOf}
        onChoose={(entry) => onView({ entry })}
      />
      <ValueFilter
        label={messages.namespace}
        any={messages.anyNamespace}
        // No filter of the list means "without a namespace".
        values={counts?.namespace.filter(({ value }) => value !== "")}
        chosen={view.namespace}
        labelOf={(name) => name}
        onChoose={(namespace) => onView({ namespace })}
      />
      {hasSeveral && (
        <ValueFilter
          label={messages.cluster}
          any={messages.anyCluster}
          values={counts?.cluster}
          chosen={view.cluster}
          labelOf={(name) => name}
          onChoose={(cluster) => onView({ cluster })}
        />
      )}
      <Select
        aria-label={messages.inGit}
        className={listControl}
        value={view.git || ANY}
        options={GIT}
        onChange={(value) => onView({ git: value === "true" || value === "false" ? value : "" })}
      />
    </>
  );
}

/** In which order and in which groups the resources stand. */
function Arrangement({ view, onView }: Pick<ResourceFiltersProps, "view" | "onView">) {
  const hasSeveral = useHasSeveralClusters();
  const groups = hasSeveral ? [...GROUPS, CLUSTER_GROUP] : GROUPS;
  return (
    <div className="flex flex-wrap gap-1.5 md:ms-auto">
      <Select
        aria-label={sort.label}
        className={listControl}
        value={view.sort}
        options={ORDERS}
        onChange={(value) => onView({ sort: ORDERS.find((one) => one.value === value)?.value ?? "state" })}
      />
      <Select
        aria-label={group.label}
        className={listControl}
        value={view.group || ANY}
        options={groups}
        onChange={(value) => {
          const next = groups.find((one) => one.value === value)?.value ?? ANY;
          onView({ group: next === ANY ? "" : next });
        }}
      />
    </div>
  );
}

interface ValueFilterProps {
  label: string;
  /** The word for no filter. */
  any: string;
  values: readonly { value: string; count: number }[] | undefined;
  /** Empty: no filter. */
  chosen: string;
  labelOf: (value: string) => string;
  onChoose: (value: string) => void;
}

function ValueFilter({ label, any, values = [], chosen, labelOf, onChoose }: ValueFilterProps) {
  const isListed = chosen === "" || values.some(({ value }) => value === chosen);
  const options = [
    { value: "", label: any },
    ...values.map(({ value, count }) => ({ value, label: messages.option(labelOf(value), count) })),
    ...(isListed ? [] : [{ value: chosen, label: messages.option(labelOf(chosen), 0) }]),
  ];
  return (
    <FilterCombobox
      aria-label={label}
      placeholder={any}
      value={chosen}
      options={options}
      onChange={onChoose}
    />
  );
}
