"use client";

import { Info } from "lucide-react";
import { Popover } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";

export interface InfoPopoverProps {
  /** Name of the button: "About Size". */
  label: string;
  children: ReactNode;
  className?: string;
}

/** An ⓘ, and what stands behind it. */
export function InfoPopover({ label, children, className }: InfoPopoverProps) {
  const content = useRef<HTMLDivElement>(null);
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={label} className="size-6 text-muted-foreground">
          <Info aria-hidden />
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onOpenAutoFocus={(event) => {
            // Not the first button: its tip would cover what is to be read.
            event.preventDefault();
            content.current?.focus();
          }}
          ref={content}
          className={cn(
            "z-50 max-h-(--radix-popover-content-available-height) max-w-[min(28rem,calc(100vw-1rem))] animate-appear overflow-y-auto rounded-md bg-popover p-3 text-sm outline-none shadow-overlay",
            className,
          )}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
