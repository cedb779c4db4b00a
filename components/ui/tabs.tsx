"use client";

import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";

export interface Tab {
  value: string;
  label: string;
  /** Shown after the label. */
  count?: number;
  content: ReactNode;
}

export interface TabsProps {
  tabs: readonly Tab[];
  value: string;
  onChange: (value: string) => void;
  label: string;
}

/** Views of one thing; which one is open lives in the address (`useQueryState` of nuqs gives value and onChange). */
export function Tabs({ tabs, value, onChange, label }: TabsProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange} activationMode="manual">
      <Radix.List
        aria-label={label}
        className="-ms-1 flex gap-1 overflow-x-auto border-b pt-1 [scrollbar-width:none]"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="relative -outline-offset-2 flex h-10 items-center gap-1.5 whitespace-nowrap rounded-sm px-2.5 first:ps-1 first:after:start-1 text-muted-foreground after:absolute after:inset-x-2.5 after:-bottom-px after:h-0.5 hover:text-foreground data-[state=active]:font-medium data-[state=active]:text-foreground data-[state=active]:after:bg-primary pointer-coarse:h-11"
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="font-normal text-muted-foreground text-xs">{tab.count}</span>
            )}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="pt-6">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
