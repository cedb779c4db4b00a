"use client";

import { Info } from "lucide-react";
import { Popover } from "radix-ui";
import { useRef } from "react";
import { Button } from "#components/ui/button";
import { CopyButton } from "#components/ui/copy-button";

export interface KubernetesNameProps {
  /** What the portal calls it: "Offer". The button reads "Kubernetes name of …". */
  of: string;
  /** Rows such as ["Kind", "PostgreSQL"], ["API", "demo.vitrine.dev/v1"]. */
  names: readonly (readonly [label: string, name: string])[];
}

/** The ⓘ behind which Kubernetes' own words stand. */
export function KubernetesName({ of, names }: KubernetesNameProps) {
  const content = useRef<HTMLDivElement>(null);
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Kubernetes name of ${of}`}
          className="size-6 text-muted-foreground"
        >
          <Info aria-hidden />
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onOpenAutoFocus={(event) => {
            // Not the first button: its tip would cover what is to be read.
            event.preventDefault();
            content.current?.focus();
          }}
          ref={content}
          className="z-50 max-w-[min(28rem,calc(100vw-1rem))] animate-appear rounded-md bg-popover p-3 text-sm outline-none shadow-overlay"
        >
          <dl className="grid grid-cols-[auto_1fr_auto] items-center gap-x-3 gap-y-1">
            {names.map(([label, name]) => (
              <div key={label} className="contents">
                <dt className="text-muted-foreground">{label}</dt>
                <dd className="font-mono [overflow-wrap:anywhere]">{name}</dd>
                <CopyButton text={name} label={`Copy ${label}`} />
              </div>
            ))}
          </dl>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
