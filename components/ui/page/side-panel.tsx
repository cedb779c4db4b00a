"use client";

import { X } from "lucide-react";
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import { uiMessages } from "#components/ui/messages";

/** Widths in CSS pixels. */
const LEAST = 360;
const MOST = 960;
const USUAL = 480;
const STEP = 24;
const STORE = "vitrine-panel-width";

export interface SidePanelProps {
  onClose: () => void;
  title: ReactNode;
  /** Beside the title: links, an ⓘ. */
  actions?: ReactNode;
  /** False where it opens by itself: the person is elsewhere. */
  takesFocus?: boolean | undefined;
  children: ReactNode;
}

/**
 * A panel beside the page, not modal; it is open while it is mounted. It is put after the page's content in a `flex`
 * row: from 1280 px it takes its place there and is as high as the content, below it lies over the page without a
 * scrim, below 768 it is a sheet. Escape in it closes it, and the focus goes back to where it came from.
 */
export function SidePanel({ onClose, title, actions, takesFocus = true, children }: SidePanelProps) {
  const heading = useId();
  const panel = useRef<HTMLElement>(null);
  const [width, setWidth] = usePanelWidth();
  useBorrowedFocus(panel, takesFocus);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    onClose();
  };
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-labelledby={heading}
      onKeyDown={onKeyDown}
      style={{ inlineSize: `min(${width}px, 100vw)` }}
      className={cn(
        "fixed end-0 z-30 border-s bg-card outline-none",
        "max-md:inset-x-0 max-md:bottom-bottom-bar max-md:h-[75dvh] max-md:w-full! max-md:animate-sheet max-md:rounded-t-lg max-md:border-s-0 max-md:shadow-overlay",
        "md:top-header md:bottom-0 md:animate-panel md:max-xl:shadow-overlay",
        "xl:sticky xl:z-10 xl:max-h-[calc(100dvh-var(--header))] xl:min-h-96 xl:shrink-0 xl:self-stretch",
      )}
    >
      <ResizeHandle width={width} onResize={setWidth} />
      {/* Out of the flow: a long text in the panel must not make the row it stands in higher. */}
      <div className="absolute inset-0 flex flex-col">
        <div className="flex min-h-13 items-center gap-2 border-b py-2 ps-4 pe-2">
          <h2 id={heading} className="flex min-w-0 grow font-semibold">
            {title}
          </h2>
          {actions}
          <Button variant="ghost" size="icon" aria-label={uiMessages.panel.close} onClick={onClose}>
            <X aria-hidden />
          </Button>
        </div>
        <div className="min-h-0 grow overflow-y-auto overscroll-contain p-4">{children}</div>
      </div>
    </aside>
  );
}

/**
 * Takes the focus from the element that opened the panel, and gives it back when the panel goes while it has it. A
 * panel that came with the page itself, or by itself, takes none.
 */
function useBorrowedFocus(panel: { readonly current: HTMLElement | null }, takesFocus: boolean): void {
  const lender = useRef<HTMLElement>(undefined);
  const takes = useRef(takesFocus);
  useEffect(() => {
    const focused = document.activeElement;
    // In development React mounts twice, the second time with the focus in the panel already.
    if (focused instanceof HTMLElement && focused !== document.body && !panel.current?.contains(focused)) {
      lender.current = focused;
      if (takes.current) panel.current?.focus({ preventScroll: true });
    }
    return () => {
      // The browser moves the focus of a removed element to the body; focus elsewhere is the choice of the person.
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && lender.current?.isConnected) lender.current.focus({ preventScroll: true });
    };
  }, [panel]);
}

function clampWidth(width: number): number {
  return Math.min(Math.max(Math.round(width), LEAST), MOST);
}

/** The person's width of panels, kept in this browser. */
function usePanelWidth(): [number, (width: number) => void] {
  const [width, setWidth] = useState(USUAL);
  useLayoutEffect(() => {
    const kept = Number(localStorage.getItem(STORE));
    if (kept) setWidth(clampWidth(kept));
  }, []);
  const keep = (next: number) => {
    setWidth(clampWidth(next));
    localStorage.setItem(STORE, String(clampWidth(next)));
  };
  return [width, keep];
}

/** https://www.w3.org/WAI/ARIA/apg/patterns/windowsplitter/ */
function ResizeHandle({ width, onResize }: { width: number; onResize: (width: number) => void }) {
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const edge = event.currentTarget.parentElement?.getBoundingClientRect();
    if (edge) onResize(document.dir === "rtl" ? event.clientX - edge.left : edge.right - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const towardsStart = document.dir === "rtl" ? -STEP : STEP;
    const next = {
      ArrowLeft: width + towardsStart,
      ArrowRight: width - towardsStart,
      Home: LEAST,
      End: MOST,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onResize(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot take focus and drag
    <div
      role="separator"
      tabIndex={0}
      aria-label={uiMessages.panel.width}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
      onDoubleClick={() => onResize(USUAL)}
      className="absolute inset-y-0 -start-1 z-10 w-2 cursor-ew-resize touch-none transition-colors hover:bg-primary/30 focus-visible:bg-primary/30 max-md:hidden"
    />
  );
}
