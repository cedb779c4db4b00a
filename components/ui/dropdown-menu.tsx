"use client";

import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "#components/ui/cn";

const itemLook =
  "flex min-h-8 cursor-default select-none items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none data-highlighted:bg-muted data-disabled:text-muted-foreground pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0";

export interface DropdownMenuProps {
  /** The one element that opens it. */
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
}

/** A menu of actions, driven by arrow keys and by typing. */
export function DropdownMenu({ trigger, children, align = "end", side = "bottom" }: DropdownMenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 max-w-80 animate-appear overflow-y-auto rounded-md bg-popover p-1 text-popover-foreground shadow-overlay"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export interface MenuItemProps extends Omit<ComponentProps<typeof Radix.Item>, "disabled"> {
  danger?: boolean;
  /** Why it cannot be chosen now; shown under the label. */
  disabledReason?: string | undefined;
}

export function MenuItem({ className, danger, disabledReason, children, ...rest }: MenuItemProps) {
  if (disabledReason)
    return (
      <Radix.Item className={itemLook} aria-disabled onSelect={(event) => event.preventDefault()}>
        <span className="text-muted-foreground">
          {children}
          <span className="block text-xs">{disabledReason}</span>
        </span>
      </Radix.Item>
    );
  return (
    <Radix.Item className={cn(itemLook, danger && "text-fail", className)} {...rest}>
      {children}
    </Radix.Item>
  );
}

export interface MenuChoiceProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

/** One of a few values inside a menu; the menu stays open to show the choice. */
export function MenuChoice({ label, value, options, onChange }: MenuChoiceProps) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChange}>
      <MenuLabel>{label}</MenuLabel>
      {options.map((option) => (
        <Radix.RadioItem
          key={option.value}
          value={option.value}
          className={itemLook}
          onSelect={(event) => event.preventDefault()}
        >
          <span className="grow">{option.label}</span>
          <Radix.ItemIndicator>
            <Check aria-hidden />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export interface MenuCheckProps {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  /** At the end of the line. */
  detail: string;
  children: ReactNode;
}

/** One choice that is on or off; the menu stays open to show it. */
export function MenuCheck({ detail, children, ...rest }: MenuCheckProps) {
  return (
    <Radix.CheckboxItem className={itemLook} onSelect={(event) => event.preventDefault()} {...rest}>
      <span className="grid size-4 place-items-center">
        <Radix.ItemIndicator>
          <Check aria-hidden />
        </Radix.ItemIndicator>
      </span>
      <span className="grow">{children}</span>
      <span className="ps-4 text-muted-foreground tabular-nums">{detail}</span>
    </Radix.CheckboxItem>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-2 pb-1 text-muted-foreground text-xs">{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-border" />;
}
