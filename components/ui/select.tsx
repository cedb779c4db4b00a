"use client";

import { getNonce } from "get-nonce";
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { cn } from "#components/ui/cn";
import { controlEdge } from "#components/ui/input";

export interface Option {
  value: string;
  label: string;
  /** Help, below the label. */
  description?: string | undefined;
}

export interface SelectProps {
  id?: string;
  value: string | undefined;
  options: readonly Option[];
  onChange: (value: string) => void;
  placeholder?: string;
  disabled?: boolean;
  className?: string;
  "aria-label"?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: boolean;
}

/** One of a few values. Above seven, use Combobox. */
export function Select({
  value,
  options,
  onChange,
  placeholder,
  disabled,
  className,
  ...trigger
}: SelectProps) {
  return (
    <Radix.Root value={value ?? ""} onValueChange={onChange} disabled={disabled}>
      <Radix.Trigger
        className={cn(
          controlEdge,
          "inline-flex h-control w-full items-center justify-between gap-2 px-3 text-start text-base data-placeholder:text-muted-foreground",
          className,
        )}
        {...trigger}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-appear overflow-hidden rounded-md bg-popover shadow-overlay"
        >
          <Radix.Viewport nonce={getNonce()} className="p-1">
            {options.map((option) => (
              <SelectItem key={option.value} option={option} />
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function SelectItem({ option }: { option: Option }) {
  return (
    <Radix.Item
      value={option.value}
      className="flex min-h-8 cursor-default select-none items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none data-highlighted:bg-muted pointer-coarse:min-h-11"
    >
      <span className="grow">
        <Radix.ItemText>{option.label}</Radix.ItemText>
        {option.description && (
          <span className="block text-muted-foreground text-xs">{option.description}</span>
        )}
      </span>
      <span className="size-4">
        <Radix.ItemIndicator>
          <Check aria-hidden className="size-4" />
        </Radix.ItemIndicator>
      </span>
    </Radix.Item>
  );
}
