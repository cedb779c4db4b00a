"use client";

import { Check, ChevronDown, Search } from "lucide-react";
import { Popover } from "radix-ui";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { cn } from "#components/ui/cn";
import { controlEdge } from "#components/ui/input";
import { uiMessages } from "#components/ui/messages";
import type { Option, SelectProps } from "#components/ui/select";

const { list: messages } = uiMessages;

/** The most rows that are drawn; the list shows how many it leaves out. */
const SHOWN = 100;

/** Options whose label or value contains every word of `query`. */
export function filterOptions(options: readonly Option[], query: string): Option[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return options.filter((option) => {
    const text = `${option.label} ${option.value}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

interface ComboboxProps extends SelectProps {
  /** Accepts typed text that is not an option. */
  allowOther?: boolean | undefined;
}

/** One of many values, found by typing. */
export function Combobox({
  value,
  options,
  onChange,
  placeholder,
  disabled,
  className,
  allowOther,
  ...trigger
}: ComboboxProps) {
  const [open, setOpen] = useState(false);
  const chosen = options.find((option) => option.value === value);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        role="combobox"
        aria-haspopup="listbox"
        aria-expanded={open}
        disabled={disabled}
        className={cn(
          controlEdge,
          "inline-flex h-control w-full items-center justify-between gap-2 px-3 text-start text-base",
          className,
        )}
        {...trigger}
      >
        <span className={cn("truncate", !value && "text-muted-foreground")}>
          {chosen?.label ?? (value || placeholder)}
        </span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 flex max-h-[min(20rem,var(--radix-popover-content-available-height))] w-(--radix-popover-trigger-width) min-w-60 animate-appear flex-col overflow-hidden rounded-md bg-popover shadow-overlay"
        >
          <SearchableList
            options={options}
            value={value}
            allowOther={allowOther}
            onChoose={(next) => {
              onChange(next);
              setOpen(false);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface SearchableListProps {
  options: readonly Option[];
  value: string | undefined;
  allowOther?: boolean | undefined;
  onChoose: (value: string) => void;
}

/** The list with its search field; a popover around it gives it its size. */
export function SearchableList({ options, value, allowOther, onChoose }: SearchableListProps) {
  const list = useId();
  const [query, setQuery] = useState("");
  const found = filterOptions(options, query);
  const typed = query.trim();
  const isOther = allowOther && typed !== "" && !options.some((option) => option.value === typed);
  const shown = [
    ...found.slice(0, SHOWN),
    ...(isOther ? [{ value: typed, label: messages.other(typed), description: undefined }] : []),
  ];
  const { rows, active, setActive, onKeyDown } = useActiveRow(shown, value, onChoose);
  return (
    <>
      <div className="flex items-center gap-2 border-b px-3">
        <Search aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        <input
          role="combobox"
          aria-label={messages.find}
          aria-expanded
          aria-controls={list}
          aria-activedescendant={shown[active] ? `${list}-${active}` : undefined}
          value={query}
          placeholder={messages.find}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          className="h-control w-full min-w-0 bg-transparent text-base outline-none"
        />
      </div>
      <div ref={rows} id={list} role="listbox" className="overflow-y-auto p-1">
        {shown.map((option, index) => (
          <Row
            key={option.value}
            id={`${list}-${index}`}
            option={option}
            isChosen={option.value === value}
            isActive={index === active}
            onChoose={() => onChoose(option.value)}
            onPoint={() => setActive(index)}
          />
        ))}
      </div>
      <p
        role="status"
        className={cn(
          "px-3 text-muted-foreground text-xs",
          found.length <= SHOWN && found.length > 0 ? "sr-only" : "py-2",
        )}
      >
        {countFound(found.length, query)}
      </p>
    </>
  );
}

/** The row that the keys of the search field move to and choose. The chosen row is the first one. */
function useActiveRow(
  shown: readonly Option[],
  value: string | undefined,
  onChoose: (value: string) => void,
) {
  const rows = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      shown.findIndex((option) => option.value === value),
    ),
  );

  // The chosen row is in view when the list opens.
  useEffect(() => {
    rows.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, []);

  const move = (to: number) => {
    const next = Math.min(Math.max(to, 0), shown.length - 1);
    setActive(next);
    rows.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (step !== undefined) move(step);
    else if (event.key === "Enter") {
      const option = shown[active];
      if (option) onChoose(option.value);
    } else return;
    event.preventDefault();
  };
  return { rows, active, setActive, onKeyDown };
}

interface RowProps {
  id: string;
  option: Option;
  isChosen: boolean;
  isActive: boolean;
  onChoose: () => void;
  onPoint: () => void;
}

function Row({ id, option, isChosen, isActive, onChoose, onPoint }: RowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the input that owns the list
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      onClick={onChoose}
      onPointerMove={onPoint}
      className={cn(
        "flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 py-1 text-sm pointer-coarse:min-h-11",
        isActive && "bg-muted",
      )}
    >
      <span className="min-w-0 grow [overflow-wrap:anywhere]">
        {option.label}
        {option.description && (
          <span className="block text-muted-foreground text-xs">{option.description}</span>
        )}
      </span>
      {isChosen && <Check aria-hidden className="size-4 shrink-0" />}
    </div>
  );
}

function countFound(count: number, query: string): string {
  if (count === 0) return query ? messages.noMatch(query) : messages.empty;
  if (count > SHOWN) return messages.truncated(SHOWN, count);
  return messages.count(count);
}
