"use client";

import { RadioGroup as Radix } from "radix-ui";
import { cn } from "#components/ui/cn";
import type { ChoiceProps } from "#components/ui/radio-group";

/** One of up to four short values, side by side. To assistive technology these are radios. */
export function Segmented({ value, options, onChange, className, ...rest }: ChoiceProps) {
  return (
    <Radix.Root
      value={value ?? ""}
      onValueChange={onChange}
      orientation="horizontal"
      className={cn(
        "inline-flex w-fit max-w-full flex-wrap rounded-md border border-input bg-card p-0.5 aria-invalid:border-fail",
        className,
      )}
      {...rest}
    >
      {options.map((option) => (
        <Radix.Item
          key={option.value}
          value={option.value}
          title={option.description}
          data-mark={value === option.value || (value === undefined && option.quiet) || undefined}
          className={cn(
            "relative inline-flex after:absolute after:inset-x-0 after:-inset-y-[3px] h-[calc(var(--control)-6px)] min-w-10 items-center justify-center rounded-sm px-3 text-base text-muted-foreground transition-colors hover:text-foreground disabled:cursor-not-allowed",
            option.quiet
              ? "data-[mark]:bg-muted data-[mark]:text-foreground data-[mark]:shadow-[inset_0_0_0_1px_var(--input)]"
              : "data-[mark]:bg-primary-tint data-[mark]:font-medium data-[mark]:text-primary data-[mark]:shadow-[inset_0_0_0_1px_var(--primary)]",
            // A hairline between two that are not chosen: else a row of words looks like a field.
            "not-first:before:absolute not-first:before:start-0 not-first:before:h-4 not-first:before:w-px not-first:before:bg-border data-[mark]:before:hidden [[data-mark]+&]:before:hidden",
          )}
        >
          {option.label}
        </Radix.Item>
      ))}
    </Radix.Root>
  );
}
