"use client";

import Link from "next/link";
import type { ResourceAddress } from "#components/data/api";
import { useResourceRefresh } from "#components/data/queries";
import { AskAgent } from "#components/resources/ask-agent";
import { resourceMessages } from "#components/resources/messages";
import { resourceHref } from "#components/resources/resource-href";
import { Cause } from "#components/ui/state/cause";
import { KubernetesName } from "#components/ui/text/kubernetes-name";
import type { ResourceSync } from "#lib/api/types";
import type { State } from "#lib/kubernetes/types";

const { sync: messages, names } = resourceMessages;

const words: Record<ResourceSync["state"], string> = messages.states;

/** The states that show a notice; the others show in the row. */
const troubles: Partial<Record<ResourceSync["state"], State>> = {
  differs: "NeedsAttention",
  failed: "Failed",
  kept: "NeedsAttention",
};

export interface SyncStatusProps {
  sync: ResourceSync;
  address: ResourceAddress;
}

/** The agent that applies a resource and the sync state, in one row; with a notice where something is wrong. */
export function SyncStatus({ sync, address }: SyncStatusProps) {
  const { mutate, isPending, isSuccess, error } = useResourceRefresh(address);
  const { state, agent, message, next, details, refresh } = sync;
  const trouble = troubles[state];
  const ask = { run: () => mutate(), pending: isPending, done: isSuccess, error };
  return (
    <section aria-label={messages.label} className="space-y-2">
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
      {details && <FullMessage agent={agent} text={details} />}
      {refresh && <AskAgent refresh={refresh} ask={ask} />}
    </section>
  );
}

/** The agent's object: a link for a person who can read it, the Kubernetes name for everyone. */
function Source({ sync: { source, health } }: { sync: ResourceSync }) {
  if (!source) return null;
  const { kind, group, version, namespace, name, cluster, readable } = source;
  const rows: [string, string][] = [
    [names.kind, kind],
    [names.api, `${group}/${version}`],
    [names.namespace, namespace ?? ""],
    [names.name, name],
    [names.cluster, cluster],
    [messages.health, health ?? ""],
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

/** The unchanged error of an agent, folded. */
function FullMessage({ agent, text }: { agent: string; text: string }) {
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer rounded-sm py-0.5 text-muted-foreground hover:text-foreground">
        {messages.details(agent)}
      </summary>
      <p className="mt-2 max-w-[72ch] whitespace-pre-wrap font-mono text-sm [overflow-wrap:anywhere]">
        {text}
      </p>
    </details>
  );
}
