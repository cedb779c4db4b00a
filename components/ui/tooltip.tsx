"use client";

import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn";

/** Stands once around the page, so that moving along a row of tips shows them at once. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={300} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  );
}

export interface TooltipProps {
  text: ReactNode;
  /** One focusable element: the tip shows on hover and on focus. */
  children: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  /** A key that does the same. */
  shortcut?: string;
  className?: string;
}

/** A short text on hover and focus. */
export function Tooltip({ text, children, side = "top", shortcut, className }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <TooltipContent side={side} className={className}>
        {text}
        {shortcut && <kbd className="ms-2 font-mono text-muted-foreground">{shortcut}</kbd>}
      </TooltipContent>
    </Radix.Root>
  );
}

export function TooltipContent({
  children,
  side,
  className,
}: {
  children: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  className?: string | undefined;
}) {
  return (
    <Radix.Portal>
      <Radix.Content
        side={side}
        sideOffset={6}
        collisionPadding={8}
        className={cn(
          "z-50 max-w-80 animate-appear rounded-md bg-popover px-2.5 py-1.5 text-popover-foreground text-xs shadow-overlay [overflow-wrap:anywhere]",
          className,
        )}
      >
        {children}
      </Radix.Content>
    </Radix.Portal>
  );
}
