"use client";

import { useId } from "react";
import { cn } from "#components/ui/cn";
import type { ChoiceProps } from "#components/ui/radio-group";

/** One of up to four short values, side by side. They are radios of the browser: forms have hundreds of them. */
export function Segmented({ value, options, onChange, disabled, className, ...rest }: ChoiceProps) {
  const name = useId();
  return (
    <div role="radiogroup" className={className ? cn(frame, className) : frame} {...rest}>
      {options.map((option) => (
        <label
          key={option.value}
          title={option.description}
          data-mark={value === option.value || (value === undefined && option.quiet) || undefined}
          className={option.quiet ? quietSegment : segment}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={value === option.value}
            disabled={disabled}
            onChange={() => onChange(option.value)}
            // Above the pseudo-element that enlarges the target of the label.
            className="absolute inset-0 z-1 cursor-pointer appearance-none rounded-sm disabled:cursor-not-allowed"
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}

const frame =
  "inline-flex w-fit max-w-full flex-wrap rounded-md border border-input bg-card p-0.5 aria-invalid:border-fail";

const shape = cn(
  "relative inline-flex after:absolute after:inset-x-0 after:-inset-y-[3px] h-[calc(var(--control)-6px)] min-w-10 items-center justify-center rounded-sm px-3 text-base text-muted-foreground transition-colors hover:text-foreground",
  // A hairline between two that are not chosen: else a row of words looks like a field.
  "not-first:before:absolute not-first:before:start-0 not-first:before:h-4 not-first:before:w-px not-first:before:bg-border data-[mark]:before:hidden [[data-mark]+&]:before:hidden",
);
const segment = cn(
  shape,
  "data-[mark]:bg-primary-tint data-[mark]:font-medium data-[mark]:text-primary data-[mark]:shadow-[inset_0_0_0_1px_var(--primary)]",
);
const quietSegment = cn(
  shape,
  "data-[mark]:bg-muted data-[mark]:text-foreground data-[mark]:shadow-[inset_0_0_0_1px_var(--input)]",
);
