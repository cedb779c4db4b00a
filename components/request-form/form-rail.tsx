"use client";

import { Search } from "lucide-react";
import { type RefObject, useCallback, useMemo, useRef, useState } from "react";
import { useFieldErrors, useFormState } from "#components/request-form/form-context";
import { countedOf } from "#components/request-form/form-groups";
import type { FormState } from "#components/request-form/form-store";
import { cn } from "#components/ui/cn";
import { Input } from "#components/ui/input";
import { Select } from "#components/ui/select";
import { asUi, isGroup } from "#lib/schema/find";
import type { FormLayout, LayoutGroup } from "#lib/schema/layout";
import type { LayoutField } from "#lib/schema/layout-entry";
import { childPointer, isRecord, isWithin, ownValue, readPointer } from "#lib/schema/pointer";
import { countSet } from "#lib/schema/values";

const MOST_FOUND = 50;
type Filter = "all" | "set" | "required" | "fix";
const FILTERS: { value: Filter; label: string }[] = [
  { value: "all", label: "All fields" },
  { value: "set", label: "Set" },
  { value: "required", label: "Required" },
  { value: "fix", label: "To fix" },
];

interface FormRailProps {
  layout: FormLayout;
  search: RefObject<HTMLInputElement | null>;
  onGo: (pointer: string) => void;
  onGroup: (group: LayoutGroup | undefined) => void;
}

/** Beside a long form: its outline, and a search over all of its fields. */
export function FormRail({ layout, search, onGo, onGroup }: FormRailProps) {
  const [query, setQuery] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const all = useMemo(() => listFields(layout), [layout]);
  const found = useFound(all, query, filter);
  const searching = query !== "" || filter !== "all";
  const list = useRef<HTMLUListElement>(null);
  return (
    <nav aria-label="Fields" className="flex max-h-[calc(100dvh-var(--header)-6rem)] flex-col gap-3">
      <div className="relative">
        <Search
          aria-hidden
          className="absolute start-3 top-1/2 size-4 -translate-y-1/2 text-muted-foreground"
        />
        <Input
          ref={search}
          aria-label="Find a field"
          placeholder="Find a field"
          className="ps-9"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && found[0]) onGo(found[0].pointer);
            if (event.key === "Escape") setQuery("");
            if (event.key === "ArrowDown") list.current?.querySelector("button")?.focus();
          }}
        />
      </div>
      <Select
        aria-label="Show"
        value={filter}
        options={FILTERS}
        onChange={(next) => setFilter(FILTERS.find(({ value }) => value === next)?.value ?? "all")}
      />
      {searching && (
        <p role="status" className="px-2 text-muted-foreground text-xs">
          {sayFound(found.length, query)}
        </p>
      )}
      {searching ? (
        <ul ref={list} className="min-h-0 overflow-y-auto">
          {found.slice(0, MOST_FOUND).map((field) => (
            <li key={field.pointer}>
              <button
                type="button"
                onClick={() => onGo(field.pointer)}
                className="-outline-offset-2 w-full rounded-md px-2 py-1.5 text-start hover:bg-muted"
              >
                <span className="block [overflow-wrap:anywhere]">{field.title}</span>
                {field.parents.length > 0 && (
                  <span className="block truncate text-muted-foreground text-xs">
                    {field.parents.join(" › ")}
                  </span>
                )}
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <ul className="min-h-0 overflow-y-auto">
          <li>
            <RailButton title="Essentials" counted={layout.essentials} onClick={() => onGroup(undefined)} />
          </li>
          {layout.groups.map((group) => (
            <li key={group.key}>
              <RailButton title={group.title} counted={countedOf(group)} onClick={() => onGroup(group)} />
            </li>
          ))}
        </ul>
      )}
    </nav>
  );
}

function sayFound(count: number, query: string): string {
  if (count === 0) return query ? `No field for “${query}”.` : "None.";
  return count > MOST_FOUND
    ? `${MOST_FOUND} of ${count} shown. Type more to narrow.`
    : `${count} ${count === 1 ? "field" : "fields"}`;
}

function RailButton({
  title,
  counted,
  onClick,
}: {
  title: string;
  counted: readonly Pick<LayoutField, "pointer" | "schema">[];
  onClick: () => void;
}) {
  const set = useFormState(
    useCallback(
      (state: FormState) =>
        counted.reduce(
          (sum, { pointer, schema }) => sum + countSet(schema, readPointer(state.values, pointer)),
          0,
        ),
      [counted],
    ),
  );
  const wrong = useFieldErrors("", "within").filter((error) =>
    counted.some(({ pointer }) => isWithin(error.path, pointer)),
  ).length;
  return (
    <button
      type="button"
      onClick={onClick}
      className="-outline-offset-2 flex min-h-9 w-full items-center gap-2 rounded-md px-2 text-start hover:bg-muted pointer-coarse:min-h-11"
    >
      <span className="min-w-0 grow truncate">{title}</span>
      {wrong > 0 && <span className="shrink-0 font-medium text-fail text-xs">{wrong} to fix</span>}
      {set > 0 && (
        <span className={cn("shrink-0 text-muted-foreground text-xs", wrong > 0 && "sr-only")}>
          {set} set
        </span>
      )}
    </button>
  );
}

interface Found extends Pick<LayoutField, "pointer" | "title" | "parents" | "required"> {
  words: string;
}

/** Every field at every depth, also those in objects that unfold in place. */
function listFields(layout: FormLayout): Found[] {
  const fieldsOf = (group: LayoutGroup): LayoutField[] => [
    ...group.fields,
    ...group.groups.flatMap(fieldsOf),
  ];
  return [...layout.essentials, ...layout.groups.flatMap(fieldsOf)].flatMap(listInside);
}

function listInside(field: LayoutField): Found[] {
  const { pointer, title, parents, required, schema, ui } = field;
  if (!isGroup(schema, ui)) {
    return [
      { pointer, title, parents, required, words: [title, ...parents, pointer].join(" ").toLowerCase() },
    ];
  }
  const names: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) =>
    isRecord(child)
      ? listInside({
          pointer: childPointer(pointer, name),
          title: typeof child.title === "string" ? child.title : name,
          parents: [...parents, title],
          schema: child,
          ui: asUi(ownValue(ui, name)),
          required: names.includes(name),
          demanded: false,
        })
      : [],
  );
}

function useFound(all: readonly Found[], query: string, filter: Filter): Found[] {
  const values = useFormState(useCallback((state: FormState) => state.values, []));
  const errors = useFieldErrors("", "within");
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const passes = (field: Found) => {
    if (filter === "set") return readPointer(values, field.pointer) !== undefined;
    if (filter === "required") return field.required;
    return filter === "all" || errors.some((error) => isWithin(error.path, field.pointer));
  };
  return all.filter((field) => words.every((word) => field.words.includes(word)) && passes(field));
}
