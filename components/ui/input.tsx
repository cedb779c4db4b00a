import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";

/** The edge every control shares: visible at 3:1, red when the value is refused. */
export const controlEdge =
  "rounded-md border border-input bg-card text-foreground transition-colors hover:border-foreground aria-invalid:border-fail aria-invalid:ring-1 aria-invalid:ring-fail disabled:cursor-not-allowed disabled:bg-muted disabled:text-muted-foreground";

const LOOK = cn(controlEdge, "h-control w-full min-w-0 px-3 text-base read-only:bg-muted");

/** One line of text. `aria-invalid` marks an invalid value; the field around it shows the error. */
export function Input({ className, type = "text", ...rest }: ComponentProps<"input">) {
  return <input type={type} className={className ? cn(LOOK, className) : LOOK} {...rest} />;
}
