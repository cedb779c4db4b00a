"use client";

import { Switch as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";

/** On or off, with immediate effect. The position of the knob shows the state, not only the colour. */
export function Switch({ className, ...rest }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      className={cn(
        "group relative inline-flex after:absolute after:-inset-2.5 h-6 w-10 shrink-0 items-center rounded-full border border-input bg-card transition-colors data-[state=checked]:border-primary data-[state=checked]:bg-primary disabled:cursor-not-allowed disabled:opacity-60",
        className,
      )}
      {...rest}
    >
      <Radix.Thumb className="block size-4 translate-x-[3px] rounded-full bg-input transition-transform data-[state=checked]:translate-x-[19px] data-[state=checked]:bg-primary-foreground rtl:-translate-x-[3px] rtl:data-[state=checked]:-translate-x-[19px]" />
    </Radix.Root>
  );
}
