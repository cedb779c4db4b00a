import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";

const variants = cva(
  "inline-flex h-5 max-w-full items-center gap-1 whitespace-nowrap rounded-sm px-1.5 text-xs [&_svg]:size-3.5 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        neutral: "bg-muted text-foreground",
        outline: "border text-muted-foreground",
        primary: "bg-primary-tint text-primary",
        ok: "bg-ok-tint text-ok",
        busy: "bg-busy-tint text-busy",
        warn: "bg-warn-tint text-warn",
        fail: "bg-fail-tint text-fail",
        idle: "bg-idle-tint text-idle",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

/** A chip: a tag, a count, a short mark. States have StateBadge. */
export function Badge({ tone, className, ...rest }: ComponentProps<"span"> & VariantProps<typeof variants>) {
  return <span className={cn(variants({ tone }), className)} {...rest} />;
}
