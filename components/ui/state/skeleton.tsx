"use client";

import { type ReactNode, useEffect, useState } from "react";
import { cn } from "#components/ui/cn";
import { uiMessages } from "#components/ui/messages";

/** A grey shape of the final size. Stays invisible for 150 ms, so that fast answers do not flicker. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-skeleton rounded-sm bg-border", className)} />;
}

/** Several lines of text to come. */
export function SkeletonLines({ lines = 3, className }: { lines?: number; className?: string }) {
  const widths = ["w-11/12", "w-full", "w-4/5", "w-2/3"];
  return (
    <div className={cn("space-y-2.5", className)}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity
        <Skeleton key={line} className={cn("h-3", widths[line % widths.length])} />
      ))}
    </div>
  );
}

export interface LoadingProps {
  /** The awaited data, as the end of "Still waiting for …". */
  awaits: string;
  /** Skeletons of the final size. */
  children: ReactNode;
  className?: string;
}

/**
 * Skeletons, and after five seconds the name of the awaited data. The text floats, so that nothing shifts. Screen readers
 * get the text only: a skeleton is not a list, a table or a heading.
 */
export function Loading({ awaits, children, className }: LoadingProps) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 5000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy className="relative">
      <div aria-hidden className={className}>
        {children}
      </div>
      <p role="status" className={late ? "absolute inset-x-0 top-4 flex justify-center" : "sr-only"}>
        <span
          className={
            late
              ? "animate-appear rounded-md bg-popover px-3 py-1.5 text-muted-foreground text-sm shadow-overlay"
              : ""
          }
        >
          {(late ? uiMessages.loading.late : uiMessages.loading.now)(awaits)}
        </span>
      </p>
    </div>
  );
}
