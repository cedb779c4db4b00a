"use client";

import { RadioGroup as Radix } from "radix-ui";
import { useId } from "react";
import { cn } from "#components/ui/cn";
import type { Option } from "#components/ui/select";

export interface ChoiceOption extends Option {
  /** It holds while the person chooses nothing: marked, but without the colour of what was chosen. */
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
export function RadioGroup({ value, options, onChange, className, ...rest }: ChoiceProps) {
  const base = useId();
  return (
    <Radix.Root
      value={value ?? ""}
      onValueChange={onChange}
      className={cn("flex flex-col gap-1", className)}
      {...rest}
    >
      {options.map((option) => (
        <div key={option.value} className="flex items-start gap-2.5 py-1 pointer-coarse:py-3">
          <Radix.Item
            id={`${base}-${option.value}`}
            value={option.value}
            className="relative mt-0.5 inline-flex size-4 shrink-0 items-center justify-center rounded-full border border-input bg-card after:absolute after:-inset-2 hover:border-foreground data-[state=checked]:border-primary disabled:cursor-not-allowed"
          >
            <Radix.Indicator className="size-2 rounded-full bg-primary" />
          </Radix.Item>
          <label htmlFor={`${base}-${option.value}`} className="min-w-0">
            {option.label}
            {option.description && (
              <span className="block text-muted-foreground text-xs">{option.description}</span>
            )}
          </label>
        </div>
      ))}
    </Radix.Root>
  );
}
