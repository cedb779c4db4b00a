"use client";

import { Popover } from "radix-ui";
import { type ReactNode, useRef, useState } from "react";
import { buttonVariants } from "#components/ui/button";
import { cn } from "#components/ui/cn";

const LOOK = cn(
  buttonVariants({ variant: "ghost", size: "icon-sm" }),
  "mark mark-info size-6 text-muted-foreground before:size-4",
);

export interface InfoPopoverProps {
  /** Name of the button: "About Size". */
  label: string;
  /** The content, rendered when the popover opens. */
  children: () => ReactNode;
  className?: string;
}

/** An ⓘ with a popover. Forms have hundreds of these: until the first press each is only a button. */
export function InfoPopover(props: InfoPopoverProps) {
  const [wasOpened, setWasOpened] = useState(false);
  if (wasOpened) return <OpenedPopover {...props} />;
  return (
    <button
      type="button"
      className={LOOK}
      aria-label={props.label}
      aria-haspopup="dialog"
      onClick={() => setWasOpened(true)}
    />
  );
}

function OpenedPopover({ label, children, className }: InfoPopoverProps) {
  const content = useRef<HTMLDivElement>(null);
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger asChild>
        <button type="button" className={LOOK} aria-label={label} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onOpenAutoFocus={(event) => {
            // Not the first button: its tooltip would cover the text.
            event.preventDefault();
            content.current?.focus();
          }}
          ref={content}
          className={cn(
            "z-50 max-h-(--radix-popover-content-available-height) max-w-[min(28rem,calc(100vw-1rem))] animate-appear overflow-y-auto rounded-md bg-popover p-3 text-sm outline-none shadow-overlay",
            className,
          )}
        >
          {children()}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
