"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import { uiMessages } from "#components/ui/messages";

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** The effect of confirming, in a sentence. */
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the safe one first. */
  footer?: ReactNode;
  /** A dialog that must be answered has no close button. */
  closable?: boolean;
  className?: string;
}

/** A modal dialog, only to confirm a removal or for a question that needs an answer. Use a page or a side panel otherwise. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  closable = true,
  className,
}: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onEscapeKeyDown={closable ? undefined : (event) => event.preventDefault()}
          className={cn(
            "fixed inset-x-4 top-[max(1rem,15dvh)] z-50 mx-auto flex max-h-[80dvh] max-w-lg animate-appear flex-col gap-4 overflow-y-auto rounded-lg bg-popover outline-none p-6 text-popover-foreground shadow-overlay",
            className,
          )}
        >
          <div className="pe-8">
            <Radix.Title className="font-semibold text-lg">{title}</Radix.Title>
            {description && (
              <Radix.Description className="mt-1 max-w-[72ch] text-muted-foreground">
                {description}
              </Radix.Description>
            )}
          </div>
          {children}
          {footer && <div className="flex flex-wrap justify-end gap-2">{footer}</div>}
          {closable && (
            <Radix.Close asChild>
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={uiMessages.dialog.close}
                className="absolute end-4 top-5"
              >
                <X aria-hidden />
              </Button>
            </Radix.Close>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
