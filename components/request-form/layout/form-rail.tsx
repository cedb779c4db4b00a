"use client";

import { Search } from "lucide-react";
import { type KeyboardEvent, type RefObject, useCallback, useMemo, useRef, useState } from "react";
import { countedOf } from "#components/request-form/layout/form-groups";
import { type Filter, FoundFields } from "#components/request-form/layout/found-fields";
import { formMessages } from "#components/request-form/messages";
import { useFieldErrors, useFormState } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { cn } from "#components/ui/cn";
import { Input } from "#components/ui/input";
import type { FormLayout, LayoutGroup } from "#lib/form/layout/layout";
import type { LayoutField } from "#lib/form/layout/layout-entry";
import { indexFields } from "#lib/form/search/field-search";
import { treeOf } from "#lib/form/tree/rjsf";
import { countSet } from "#lib/form/values/values";
import { isWithin, readPointer } from "#lib/schema/pointer";

const { rail: messages } = formMessages;

interface FormRailProps {
  layout: FormLayout;
  search: RefObject<HTMLInputElement | null>;
  onGo: (pointer: string) => void;
  onGroup: (group: LayoutGroup | undefined) => void;
}

/** Beside a long form: its outline, and a search over all of its fields. */
export function FormRail({ layout, search, onGo, onGroup }: FormRailProps) {
  const [query, setQuery] = useState("");
  const [filter, setFilter] = useState<Filter>();
  const list = useRef<HTMLDivElement>(null);
  const searching = query.trim() !== "" || filter !== undefined;
  // Built on first use, so that a form of thousands of fields opens as fast.
  const index = useRef<{ layout: FormLayout; fields: ReturnType<typeof indexFields> }>(undefined);
  const readIndex = useCallback(() => {
    if (index.current?.layout !== layout) index.current = { layout, fields: indexFields(layout) };
    return index.current.fields;
  }, [layout]);
  const leave = () => {
    setQuery("");
    setFilter(undefined);
    search.current?.focus();
  };
  return (
    <nav aria-label={messages.label} className="flex max-h-[calc(100dvh-var(--header)-6rem)] flex-col gap-3">
      <div className="relative">
        <Search
          aria-hidden
          className="absolute start-3 top-1/2 size-4 -translate-y-1/2 text-muted-foreground"
        />
        <Input
          ref={search}
          aria-label={messages.find}
          aria-keyshortcuts="/"
          placeholder={messages.find}
          className="ps-9 pe-9"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            const first = list.current?.querySelector("button");
            if (event.key === "Enter" && searching) first?.click();
            else if (event.key === "Escape") leave();
            else if (event.key === "ArrowDown") first?.focus();
            else return;
            event.preventDefault();
          }}
        />
        <kbd
          aria-hidden
          className="absolute end-3 top-1/2 -translate-y-1/2 rounded-sm border px-1 font-mono text-muted-foreground text-xs pointer-coarse:hidden max-md:hidden"
        >
          /
        </kbd>
      </div>
      <Filters filter={filter} onFilter={setFilter} layout={layout} />
      {/** biome-ignore lint/a11y/noStaticElementInteractions: arrow keys between the buttons inside */}
      <div
        ref={list}
        className="min-h-0 overflow-y-auto"
        onKeyDown={(event) => moveFocus(event, search.current, leave)}
      >
        {searching ? (
          <FoundFields readIndex={readIndex} query={query} filter={filter} onGo={onGo} />
        ) : (
          // On a phone it would only push the form down.
          <ul className="max-md:hidden">
            <li>
              <RailButton
                title={messages.essentials}
                counted={layout.essentials}
                onClick={() => onGroup(undefined)}
              />
            </li>
            {layout.groups.map((group) => (
              <li key={group.key}>
                <GroupButton group={group} onGroup={onGroup} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </nav>
  );
}

/** Up and down between the buttons; up from the first is the search again. */
function moveFocus(event: KeyboardEvent<HTMLElement>, search: HTMLElement | null, leave: () => void) {
  if (event.key === "Escape") return leave();
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const { activeElement: focused } = document;
  const at = focused instanceof HTMLButtonElement ? buttons.indexOf(focused) : -1;
  const steps: Record<string, number> = {
    ArrowDown: Math.min(at + 1, buttons.length - 1),
    ArrowUp: at - 1,
    Home: 0,
    End: buttons.length - 1,
  };
  const to = steps[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  (buttons[to] ?? search)?.focus();
}

const FILTERS: readonly { value: Filter; label: string }[] = [
  { value: "set", label: messages.filters.set },
  { value: "required", label: messages.filters.required },
  { value: "fix", label: messages.filters.fix },
];

interface FiltersProps {
  filter: Filter | undefined;
  onFilter: (filter: Filter | undefined) => void;
  layout: FormLayout;
}

function Filters({ filter, onFilter, layout }: FiltersProps) {
  const set = useFormState(useCallback((state: FormState) => countSet(treeOf(state.form), state.values), []));
  const wrong = useFieldErrors("", "within").length;
  const asked = useMemo(
    () =>
      layout.essentials.filter(
        ({ alwaysRequired, choice, field }) =>
          alwaysRequired && !choice && field.options.locked === undefined,
      ).length,
    [layout],
  );
  const counts: Record<Filter, number> = { set, required: asked, fix: wrong };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend in sight
    <div role="group" aria-label={messages.filter} className="flex flex-wrap gap-1">
      {FILTERS.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          aria-pressed={filter === value}
          onClick={() => onFilter(filter === value ? undefined : value)}
          className={cn(
            "min-h-7 rounded-sm border border-input px-1.5 text-xs hover:border-foreground pointer-coarse:min-h-11 pointer-coarse:px-3",
            "aria-pressed:border-primary aria-pressed:bg-primary-tint aria-pressed:font-medium aria-pressed:text-primary",
          )}
        >
          {label}
          {counts[value] > 0 && <span className="ms-1 tabular-nums">{counts[value]}</span>}
        </button>
      ))}
    </div>
  );
}

function GroupButton({ group, onGroup }: { group: LayoutGroup; onGroup: (group: LayoutGroup) => void }) {
  const counted = useMemo(() => countedOf(group), [group]);
  return <RailButton title={group.title} counted={counted} onClick={() => onGroup(group)} />;
}

interface RailButtonProps {
  title: string;
  counted: readonly Pick<LayoutField, "pointer" | "field">[];
  onClick: () => void;
}

function RailButton({ title, counted, onClick }: RailButtonProps) {
  const set = useFormState(
    useCallback(
      (state: FormState) =>
        counted.reduce(
          (sum, { pointer, field }) => sum + countSet(field, readPointer(state.values, pointer)),
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
      className="-outline-offset-2 flex min-h-9 w-full items-center gap-2 rounded-md px-2 py-1 text-start hover:bg-muted pointer-coarse:min-h-11"
    >
      <span className="min-w-0 grow [overflow-wrap:anywhere]">{title}</span>
      {wrong > 0 && (
        <span className="shrink-0 font-medium text-fail text-xs">{formMessages.fold.fix(wrong)}</span>
      )}
      {set > 0 && (
        <span className={cn("shrink-0 text-muted-foreground text-xs", wrong > 0 && "sr-only")}>
          {formMessages.fold.set(set)}
        </span>
      )}
    </button>
  );
}
