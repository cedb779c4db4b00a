"use client";

import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import { useRequestAction } from "#components/data/queries";
import { AskAgent } from "#components/resources/ask-agent";
import { type Step, Timeline } from "#components/ui/state/timeline";
import type { PortalRequest, PortalRequestDetail, TimelineStep } from "#lib/request/types";

/** The pull request's step leads to the Git host, where there is a page to go to. */
function titleOf(step: TimelineStep, request: PortalRequest): ReactNode {
  const { url, provider } = request.pullRequest;
  if (step.key !== "opened" || provider === "local") return step.label;
  return (
    <a href={url} className="inline-flex items-center gap-1 text-primary hover:underline">
      {step.label}
      <ExternalLink aria-hidden className="size-3.5" />
    </a>
  );
}

/** From the pull request to Ready. */
export function RequestTimeline({ request }: { request: PortalRequestDetail }) {
  const { mutate, isPending, isSuccess, error } = useRequestAction(request.id);
  const ask = { run: () => mutate({ action: "refresh" }), pending: isPending, done: isSuccess, error };
  const { refresh } = request.may;
  const steps: Step[] = request.timeline.map((step) => ({
    key: step.key,
    title: titleOf(step, request),
    status: step.status,
    actor: step.actor,
    at: step.at,
    // The cause stands above already, for the whole request.
    message: step.message === request.health.message ? undefined : step.message,
    details: step.details && <AgentWords text={step.details} />,
    action: step.key === "synced" && refresh && <AskAgent refresh={refresh} ask={ask} />,
  }));
  return <Timeline label={`Progress of ${request.object.name}`} steps={steps} />;
}

/** An agent's error as it is. */
function AgentWords({ text }: { text: string }) {
  return <p className="whitespace-pre-wrap font-mono text-sm [overflow-wrap:anywhere]">{text}</p>;
}
