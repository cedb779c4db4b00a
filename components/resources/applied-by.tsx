"use client";

import Link from "next/link";
import type { ResourceAddress } from "#components/data/api";
import { useResourceRefresh } from "#components/data/queries";
import { AskAgent } from "#components/resources/ask-agent";
import { resourceHref } from "#components/resources/resource-href";
import { Cause } from "#components/ui/state/cause";
import { KubernetesName } from "#components/ui/text/kubernetes-name";
import type { ResourceSync } from "#lib/api/types";
import type { State } from "#lib/kubernetes/types";

const words: Record<ResourceSync["state"], string> = {
  "in-step": "In step with Git",
  waiting: "Not applied yet",
  differs: "Differs from Git",
  failed: "Could not be applied",
  kept: "Kept without a file",
  "not-in-git": "Not in Git",
  unknown: "In Git",
};

/** What takes a notice; the rest is told in the row. */
const troubles: Partial<Record<ResourceSync["state"], State>> = {
  differs: "NeedsAttention",
  failed: "Failed",
  kept: "NeedsAttention",
};

export interface AppliedByProps {
  sync: ResourceSync;
  address: ResourceAddress;
}

/** Who applies a resource and how it stands to Git: one quiet row, and a notice where something is wrong. */
export function AppliedBy({ sync, address }: AppliedByProps) {
  const { mutate, isPending, isSuccess, error } = useResourceRefresh(address);
  const { state, agent, message, next, details, refresh } = sync;
  const trouble = troubles[state];
  const ask = { run: () => mutate(), pending: isPending, done: isSuccess, error };
  return (
    <section aria-label="Git" className="space-y-2">
      {trouble && <Cause health={{ state: trouble, message }} next={next} />}
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted-foreground text-sm">
        {agent && (
          <span className="inline-flex items-center gap-1">
            {agent} <Source sync={sync} />
          </span>
        )}
        <span className="font-medium text-foreground">{words[state]}</span>
        {!trouble && message && <span className="[overflow-wrap:anywhere]">{message}</span>}
      </div>
      {details && <WholeWords agent={agent} text={details} />}
      {refresh && <AskAgent refresh={refresh} ask={ask} />}
    </section>
  );
}

/** The agent's own object: its page for who may read it, its Kubernetes name for everyone. */
function Source({ sync: { source, health } }: { sync: ResourceSync }) {
  if (!source) return null;
  const { kind, group, version, namespace, name, cluster, readable } = source;
  const rows: [string, string][] = [
    ["Kind", kind],
    ["API", `${group}/${version}`],
    ["Namespace", namespace ?? ""],
    ["Name", name],
    ["Cluster", cluster],
    ["Its health", health ?? ""],
  ];
  return (
    <>
      {readable && (
        <Link
          href={resourceHref(source)}
          className="rounded-sm text-primary underline-offset-4 hover:underline"
        >
          {kind} {name}
        </Link>
      )}
      <KubernetesName of={`${kind} ${name}`} names={rows.filter(([, value]) => value !== "")} />
    </>
  );
}

/** An agent's error as it is, behind a fold. */
function WholeWords({ agent, text }: { agent: string; text: string }) {
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer rounded-sm py-0.5 text-muted-foreground hover:text-foreground">
        All that {agent} says
      </summary>
      <p className="mt-2 max-w-[72ch] whitespace-pre-wrap font-mono text-sm [overflow-wrap:anywhere]">
        {text}
      </p>
    </details>
  );
}
