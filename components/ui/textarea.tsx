import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";
import { controlEdge } from "#components/ui/input";

/** Several lines of text; grows with its content where the browser supports that. */
export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      className={cn(
        controlEdge,
        "field-sizing-content max-h-80 min-h-20 w-full px-3 py-2 text-base read-only:bg-muted",
        className,
      )}
      {...rest}
    />
  );
}
