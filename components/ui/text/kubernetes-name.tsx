"use client";

import { CopyButton } from "#components/ui/copy-button";
import { InfoPopover } from "#components/ui/info-popover";
import { uiMessages } from "#components/ui/messages";

export interface KubernetesNameProps {
  /** The name in the portal: "Offer". The button reads "Kubernetes name of …". */
  of: string;
  /** Rows such as ["Kind", "PostgreSQL"], ["API", "demo.vitrine.dev/v1"]. */
  names: readonly (readonly [label: string, name: string])[];
}

/** The ⓘ that shows the Kubernetes names. */
export function KubernetesName({ of, names }: KubernetesNameProps) {
  return (
    <InfoPopover label={uiMessages.kubernetesName(of)}>
      {() => (
        <dl className="grid grid-cols-[auto_1fr_auto] items-center gap-x-3 gap-y-1">
          {names.map(([label, name]) => (
            <div key={label} className="contents">
              <dt className="text-muted-foreground">{label}</dt>
              <dd className="font-mono [overflow-wrap:anywhere]">{name}</dd>
              <CopyButton text={name} label={uiMessages.copy.copy(label)} />
            </div>
          ))}
        </dl>
      )}
    </InfoPopover>
  );
}
