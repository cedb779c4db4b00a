"use client";

import type { Node, NodeProps } from "@xyflow/react";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { createContext, memo, type ReactNode, useContext, useEffect, useRef } from "react";
import { OfferIcon } from "#components/catalog/offer-icon";
import { graphMessages } from "#components/resource-graph/messages";
import { cn } from "#components/ui/cn";
import { stateLooks, type Tone, toneText } from "#components/ui/state/state-badge";
import { MiddleEllipsis } from "#components/ui/text/middle-ellipsis";
import type { Card, GroupCard, PartCard, StateCount } from "#lib/graph/view/types";
import type { State } from "#lib/kubernetes/types";

const { card: messages } = graphMessages;

export type CardNode = Node<{ card: Card }, "card">;

/** Called when a card enters the document: cards far from the view are not in it and cannot take the focus. */
export const CardArrival = createContext<(id: string) => void>(() => undefined);

/** The number of parts in each state: "2 Working, 46 Ready". */
function describeCounts(counts: readonly StateCount[]): string {
  return counts.map(({ state, count }) => messages.state(count, stateLooks[state].word)).join(", ");
}

/** The accessible name of a card. */
export function describeCard(card: Card): string {
  if (card.type === "group")
    return messages.group(card.label, card.members.length, describeCounts(card.counts));
  const { reference, health, offer } = card.node;
  const { name, kind, namespace } = reference;
  return messages.part(name, offer?.title ?? kind, namespace, stateLooks[health.state].word, card.childCount);
}

/** One card of the graph, 240 × 56. Drawn again only when its part changed. */
export const GraphCard = memo(
  function GraphCard({ data: { card } }: NodeProps<CardNode>) {
    useArrival(card.id);
    return card.type === "group" ? <GroupFace card={card} /> : <PartFace card={card} />;
  },
  (before, after) => before.data.card === after.data.card,
);

function useArrival(id: string): void {
  const arrive = useContext(CardArrival);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) arrive(id);
    first.current = false;
  }, [arrive, id]);
}

function PartFace({ card }: { card: PartCard }) {
  const { reference, health, offer } = card.node;
  const { word, tone } = stateLooks[health.state];
  const kind = offer?.title ?? reference.kind;
  const where = [kind, reference.namespace].filter(Boolean).join(" · ");
  return (
    <Face
      state={health.state}
      marked={card.childCount > 0}
      icon={offer && <OfferIcon icon={offer.icon} className="size-6 border-0 bg-transparent" />}
    >
      <Name>{reference.name}</Name>
      <span title={`${word} · ${where}`} className={secondLine}>
        <span className={cn("font-medium", toneText[tone])}>{word}</span> · {where}
      </span>
      {/* Parts of one whole often share a name. */}
      <span className={farLine}>{kind}</span>
      {card.childCount > 0 && <FoldMark folded={card.folded} count={card.childCount} />}
    </Face>
  );
}

function GroupFace({ card }: { card: GroupCard }) {
  const [worst] = card.counts;
  return (
    <Face state={worst?.state ?? "Unknown"} marked>
      <Name>{`${card.label} ${card.members.length}`}</Name>
      <span title={describeCounts(card.counts)} className={secondLine}>
        {describeCounts(card.counts)}
      </span>
      <StateBar counts={card.counts} />
      <FoldMark folded={card.folded} count={card.members.length} />
    </Face>
  );
}

const secondLine =
  "truncate text-muted-foreground text-xs group-data-[detail=name]/graph:hidden group-data-[detail=shape]/graph:hidden";

/** At low zoom the shapes are too small: a part with a problem is a dark card among light ones, or the reverse. */
const fills: Record<Tone, string> = {
  ok: "",
  busy: "group-data-[detail=shape]/graph:bg-busy-tint",
  warn: "group-data-[detail=shape]/graph:border-warn group-data-[detail=shape]/graph:bg-warn",
  fail: "group-data-[detail=shape]/graph:bg-fail",
  idle: "",
};

/** Replaces the second line at low zoom, in larger letters. */
const farLine =
  "hidden truncate text-lg text-muted-foreground leading-5 group-data-[detail=name]/graph:block";

interface FaceProps {
  state: State;
  /** True with a fold mark on the right edge, which the text must not touch. */
  marked: boolean;
  /** The icon of the offer, at the end. */
  icon?: ReactNode;
  children: ReactNode;
}

function Face({ state, marked, icon, children }: FaceProps) {
  const { icon: Icon, tone } = stateLooks[state];
  return (
    <div
      data-state={state}
      className={cn(
        "relative flex size-full items-center gap-2 rounded-lg border bg-card px-2.5 transition-colors hover:border-foreground",
        "group-data-[detail=shape]/graph:justify-center",
        marked && "pe-5 group-data-[detail=name]/graph:pe-2.5",
        state === "NoAccess" && "border-input border-dashed",
        state !== "Failed" && "group-[.is-selected]/card:bg-primary-tint",
        // At low zoom two pixels would vanish.
        state === "Failed" &&
          "border-2 border-fail bg-fail-tint ps-[9px] group-data-[detail=name]/graph:border-4",
        fills[tone],
      )}
    >
      <Icon
        aria-hidden
        className={cn(
          "size-5 shrink-0 group-data-[detail=name]/graph:size-7 group-data-[detail=shape]/graph:size-12",
          toneText[tone],
          (tone === "fail" || tone === "warn") && "group-data-[detail=shape]/graph:text-card",
        )}
      />
      <span className="flex min-w-0 grow flex-col group-data-[detail=shape]/graph:hidden">{children}</span>
      {icon && (
        <span className={cn("shrink-0 group-data-[detail=shape]/graph:hidden", marked && "me-2")}>
          {icon}
        </span>
      )}
    </div>
  );
}

function Name({ children }: { children: string }) {
  return (
    <span className="flex min-w-0 font-medium group-data-[detail=name]/graph:text-xl">
      <MiddleEllipsis text={children} />
    </span>
  );
}

const bars: Record<Tone, string> = {
  ok: "bg-ok",
  busy: "bg-busy",
  warn: "bg-warn",
  fail: "bg-fail",
  idle: "bg-idle",
};

/** Shares of the states, the worst first; a few of many stay visible. The text beside it shows the same. */
function StateBar({ counts }: { counts: readonly StateCount[] }) {
  return (
    <span aria-hidden className="mt-0.5 flex h-1 gap-px group-data-[detail=name]/graph:h-2">
      {counts.map(({ state, count }) => (
        <span
          key={state}
          style={{ flexGrow: count }}
          className={cn("min-w-1.5 first:rounded-s-full last:rounded-e-full", bars[stateLooks[state].tone])}
        />
      ))}
    </span>
  );
}

/** On the edge where the lines to the parts begin. The keyboard has Space for it. */
function FoldMark({ folded, count }: { folded: boolean; count: number }) {
  const Icon = folded ? ChevronRight : ChevronLeft;
  return (
    <button
      type="button"
      tabIndex={-1}
      data-fold
      aria-label={(folded ? messages.show : messages.hide)(count)}
      className="nopan absolute -end-3.5 top-1/2 flex h-6 min-w-7 -translate-y-1/2 items-center justify-center rounded-full border border-input bg-card ps-1.5 pe-0.5 text-muted-foreground text-xs tabular-nums transition-colors hover:border-foreground hover:text-foreground group-data-[detail=name]/graph:hidden"
    >
      {count}
      <Icon aria-hidden className="size-3" />
    </button>
  );
}
