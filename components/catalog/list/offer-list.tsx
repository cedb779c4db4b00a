"use client";

import { Fragment, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { breakIntoLines, type Line } from "#components/catalog/list/lines";
import type { Section } from "#components/catalog/list/sections";
import { catalogMessages } from "#components/catalog/messages";
import { MOST_DRAWN, useNearRows } from "#components/ui/page/near-rows";
import type { OfferGroup } from "#lib/catalog/family/offer-family";

const { page: messages } = catalogMessages;

/** Cards, or rows of one line. */
export type OfferView = "cards" | "list";

/** Pixels: the height of a card or row with the space below. A drawn line is measured. */
const HEIGHT: Record<OfferView, number> = { cards: 168, list: 44 };

/** Pixels of the narrowest card. */
const NARROWEST = 288;

export interface OfferListProps {
  sections: readonly Section[];
  view: OfferView;
  draw: (group: OfferGroup) => ReactNode;
}

/** The offers by section. Of many offers only those near the window are in the document. */
export function OfferList(props: OfferListProps) {
  const count = props.sections.reduce((sum, { offers }) => sum + offers.length, 0);
  if (count > MOST_DRAWN) return <NearOffers {...props} />;
  return (
    <div className="space-y-8">
      {props.sections.map(({ title, offers }) => (
        <section key={title}>
          <Heading title={title} count={offers.length} />
          <OfferLines view={props.view} title={title}>
            {offers.map(props.draw)}
          </OfferLines>
        </section>
      ))}
    </div>
  );
}

function NearOffers({ sections, view, draw }: OfferListProps) {
  const box = useRef<HTMLDivElement>(null);
  const columns = useColumns(box, view);
  const lines = breakIntoLines(sections, columns);
  const keyAt = (index: number) => lines[index]?.key ?? index;
  const near = useNearRows(box, { count: lines.length, height: HEIGHT[view], keyAt });
  return (
    <div ref={box}>
      {near.rows.map(({ index, key, room }) => {
        const line = lines[index];
        return (
          <Fragment key={key}>
            <Room height={room} />
            {line && (
              <div ref={near.measure} data-index={index}>
                <DrawnLine line={line} view={view} draw={draw} onFocus={() => near.hold(index)} />
              </div>
            )}
          </Fragment>
        );
      })}
      <Room height={near.rest} />
    </div>
  );
}

function Room({ height }: { height: number }) {
  return height > 0 ? <div aria-hidden style={{ height }} /> : null;
}

interface DrawnLineProps extends Pick<OfferListProps, "view" | "draw"> {
  line: Line;
  onFocus: () => void;
}

function DrawnLine({ line, view, draw, onFocus }: DrawnLineProps) {
  if (line.heading !== undefined) return <Heading title={line.heading} count={line.count} />;
  return (
    <OfferLines view={view} title={line.section} onFocus={onFocus}>
      {line.offers.map(draw)}
    </OfferLines>
  );
}

function Heading({ title, count }: { title: string; count: number }) {
  return (
    <h2 className="flex items-baseline gap-2 pt-2 pb-3 font-semibold text-lg">
      {title} <span className="font-normal text-muted-foreground text-xs">{count}</span>
    </h2>
  );
}

interface OfferLinesProps {
  view: OfferView;
  title: string;
  /** Given for a line of a section that goes on in the next line. */
  onFocus?: () => void;
  children: ReactNode;
}

function OfferLines({ view, title, onFocus, children }: OfferLinesProps) {
  const label = messages.offersOf(title);
  if (view === "list")
    return (
      <ul aria-label={label} onFocus={onFocus} className={onFocus ? "border-b" : "divide-y border-y"}>
        {children}
      </ul>
    );
  return (
    <ul aria-label={label} onFocus={onFocus} className={onFocus ? `${offerGrid} pb-4 xl:pb-6` : offerGrid}>
      {children}
    </ul>
  );
}

/** Columns of cards, as many as fit. */
export const offerGrid = "grid grid-cols-[repeat(auto-fill,minmax(min(100%,18rem),1fr))] gap-4 xl:gap-6";

/** The number of columns that the grid has at this width. */
function useColumns(box: { current: HTMLElement | null }, view: OfferView): number {
  const [columns, setColumns] = useState(1);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const gap = window.matchMedia("(min-width: 80rem)").matches ? 24 : 16;
      setColumns(Math.max(1, Math.floor((element.clientWidth + gap) / (NARROWEST + gap))));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return view === "list" ? 1 : columns;
}
