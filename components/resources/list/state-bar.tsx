import { resourceListMessages } from "#components/resources/list/messages";
import { cn } from "#components/ui/cn";
import { Skeleton } from "#components/ui/state/skeleton";
import { stateLooks, type Tone, toneText } from "#components/ui/state/state-badge";
import type { ResourceCounts } from "#lib/api/types";
import type { State } from "#lib/kubernetes/types";

const { states: messages } = resourceListMessages;

const toneFill: Record<Tone, string> = {
  ok: "bg-ok",
  busy: "bg-busy",
  warn: "bg-warn",
  fail: "bg-fail",
  idle: "bg-idle",
};

interface StateBarProps {
  /** Undefined while they load: their place is kept. */
  counts: ResourceCounts["state"] | undefined;
  /** Empty: all states. */
  chosen: State | "";
  onChoose: (state: State | "") => void;
}

/** How many resources are in which state: a bar, and a button for each state that filters the list. */
export function StateBar({ counts, chosen, onChoose }: StateBarProps) {
  return (
    <section aria-label={messages.label} className="space-y-2.5">
      <div aria-hidden className="flex h-1.5 gap-0.5 overflow-hidden rounded-full bg-muted">
        {counts?.map(({ value, count }) => (
          <div
            key={value}
            style={{ flexGrow: count }}
            className={cn(
              "min-w-1",
              toneFill[stateLooks[value].tone],
              chosen && chosen !== value && "opacity-30",
            )}
          />
        ))}
      </div>
      <div className="flex min-h-7 flex-wrap gap-1.5">
        {counts ? (
          counts.map(({ value, count }) => (
            <StateButton
              key={value}
              state={value}
              count={count}
              chosen={chosen === value}
              onChoose={() => onChoose(chosen === value ? "" : value)}
            />
          ))
        ) : (
          <>
            <Skeleton className="h-7 w-24" />
            <Skeleton className="h-7 w-20" />
          </>
        )}
      </div>
    </section>
  );
}

interface StateButtonProps {
  state: State;
  count: number;
  chosen: boolean;
  onChoose: () => void;
}

function StateButton({ state, count, chosen, onChoose }: StateButtonProps) {
  const { word, icon: Icon, tone } = stateLooks[state];
  return (
    <button
      type="button"
      aria-pressed={chosen}
      aria-label={messages.count(word, count)}
      onClick={onChoose}
      className="inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-md border px-2 text-sm transition-colors hover:bg-muted aria-pressed:border-primary aria-pressed:bg-primary-tint pointer-coarse:h-control"
    >
      <Icon aria-hidden className={cn("size-4 shrink-0", toneText[tone])} />
      {word}
      <span className="text-muted-foreground tabular-nums">{count.toLocaleString("en")}</span>
    </button>
  );
}
