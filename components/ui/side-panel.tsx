"use client";

import { X } from "lucide-react";
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";

const LEAST = 360;
const MOST = 960;
const USUAL = 480;
const STEP = 24;
const STORE = "vitrine-panel-width";

function clampWidth(width: number): number {
  return Math.min(Math.max(Math.round(width), LEAST), MOST);
}

export interface SidePanelProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** Beside the title: links, a menu. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A panel beside the page, not modal. It is put next to the page's content in a `flex` row: from 1280 px it takes its
 * place there, below it lies over the page without a scrim, below 768 it is a sheet. Escape closes it. */
export function SidePanel({ open, onClose, title, actions, children }: SidePanelProps) {
  const heading = useId();
  const panel = useRef<HTMLElement>(null);
  const [width, setWidth] = usePanelWidth();

  useEffect(() => {
    if (!open) return;
    const before = document.activeElement;
    panel.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [open]);

  if (!open) return null;
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
        "fixed end-0 z-30 flex flex-col border-s bg-card outline-none",
        "max-md:inset-x-0 max-md:bottom-bottom-bar max-md:h-[75dvh] max-md:w-full! max-md:animate-sheet max-md:rounded-t-lg max-md:shadow-overlay",
        "md:top-header md:bottom-0 md:animate-panel md:shadow-overlay",
        "xl:sticky xl:h-[calc(100dvh-var(--header))] xl:shrink-0 xl:shadow-none",
      )}
    >
      <ResizeHandle width={width} onResize={setWidth} />
      <div className="flex min-h-13 items-center gap-2 border-b py-2 ps-4 pe-2">
        <h2 id={heading} className="min-w-0 grow truncate font-semibold">
          {title}
        </h2>
        {actions}
        <Button variant="ghost" size="icon" aria-label="Close panel" onClick={onClose}>
          <X aria-hidden />
        </Button>
      </div>
      <div className="grow overflow-y-auto p-4">{children}</div>
    </aside>
  );
}

/** The person's width of panels, kept in this browser. */
function usePanelWidth(): [number, (width: number) => void] {
  const [width, setWidth] = useState(USUAL);
  useEffect(() => {
    const kept = Number(localStorage.getItem(STORE));
    if (kept) setWidth(clampWidth(kept));
  }, []);
  const keep = (next: number) => {
    setWidth(clampWidth(next));
    localStorage.setItem(STORE, String(clampWidth(next)));
  };
  return [width, keep];
}

function ResizeHandle({ width, onResize }: { width: number; onResize: (width: number) => void }) {
  const towardsStart = () => (document.dir === "rtl" ? -1 : 1);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const edge = event.currentTarget.parentElement?.getBoundingClientRect();
    if (edge) onResize(document.dir === "rtl" ? event.clientX - edge.left : edge.right - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onResize(width + step * towardsStart());
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot take focus and drag
    <div
      role="separator"
      tabIndex={0}
      aria-label="Width of the panel"
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
      onDoubleClick={() => onResize(USUAL)}
      className="absolute inset-y-0 -start-1 w-2 cursor-ew-resize touch-none transition-colors hover:bg-primary/30 focus-visible:bg-primary/30 max-md:hidden"
    />
  );
}
