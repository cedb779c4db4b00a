"use client";

import { useId } from "react";
import { cn } from "#components/ui/cn";
import type { Option } from "#components/ui/select";

export interface ChoiceOption extends Option {
  /** True for a default that applies while nothing is chosen: marked, but without the colour of a choice. */
  quiet?: boolean;
}

export interface ChoiceProps {
  id?: string;
  value: string | undefined;
  options: readonly ChoiceOption[];
  onChange: (value: string) => void;
  disabled?: boolean;
  className?: string;
  "aria-label"?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: boolean;
}

/** One of up to seven values, all in view, each with room for help. */
export function RadioGroup({ value, options, onChange, disabled, className, ...rest }: ChoiceProps) {
  const name = useId();
  return (
    <div role="radiogroup" className={cn("flex flex-col gap-1", className)} {...rest}>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex cursor-pointer items-start gap-2.5 py-1 pointer-coarse:py-3"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={value === option.value}
            disabled={disabled}
            onChange={() => onChange(option.value)}
            className="mt-0.5 inline-flex size-4 shrink-0 cursor-pointer appearance-none items-center justify-center rounded-full border border-input bg-card before:size-2 before:rounded-full hover:border-foreground checked:border-primary checked:before:bg-primary disabled:cursor-not-allowed"
          />
          <span className="min-w-0">
            {option.label}
            {option.description && (
              <span className="block text-muted-foreground text-xs">{option.description}</span>
            )}
          </span>
        </label>
      ))}
    </div>
  );
}
