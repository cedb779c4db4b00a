"use client";

import { Tooltip as Radix } from "radix-ui";
import { useCallback, useEffect, useRef, useState } from "react";
import { cn } from "#components/ui/cn";
import { TooltipContent } from "#components/ui/tooltip";
import { showMarks } from "#lib/manifest/direction-marks";

const TAIL = 8;
/** Shorter names are hardly ever cut, and one text node is kinder to search and to screen readers. */
const SHORT = 20;

/** A name on one line. A long name loses its middle and keeps the last eight characters; the whole name is
 * shown on hover and on focus of the name or of the link around it. */
export function MiddleEllipsis({ text: given, className }: { text: string; className?: string }) {
  const text = showMarks(given);
  const element = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const isCut = useCallback(() => {
    const head = element.current?.firstElementChild ?? element.current;
    return head ? head.scrollWidth > head.clientWidth : false;
  }, []);

  useEffect(() => {
    const owner = element.current?.closest("a, button, [tabindex]");
    const show = () => setOpen(isCut());
    const hide = () => setOpen(false);
    owner?.addEventListener("focus", show);
    owner?.addEventListener("blur", hide);
    return () => {
      owner?.removeEventListener("focus", show);
      owner?.removeEventListener("blur", hide);
    };
  }, [isCut]);

  return (
    <Radix.Root open={open} onOpenChange={(next) => setOpen(next && isCut())}>
      <Radix.Trigger asChild>
        <span ref={element} className={cn("inline-flex min-w-0 max-w-full overflow-hidden", className)}>
          {text.length <= SHORT ? (
            <span className="truncate">{text}</span>
          ) : (
            <>
              <span aria-hidden className="truncate whitespace-pre">
                {text.slice(0, -TAIL)}
              </span>
              <span aria-hidden className="shrink-0 whitespace-pre">
                {text.slice(-TAIL)}
              </span>
              <span className="sr-only">{text}</span>
            </>
          )}
        </span>
      </Radix.Trigger>
      <TooltipContent className="font-mono">{text}</TooltipContent>
    </Radix.Root>
  );
}
