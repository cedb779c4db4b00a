"use client";

import { ExternalLink, MessageSquare } from "lucide-react";
import type { ReactNode } from "react";
import { useRequestAction } from "#components/data/queries";
import { requestMessages } from "#components/requests/messages/request";
import { AskAgent } from "#components/resources/ask-agent";
import { type Step, Timeline } from "#components/ui/state/timeline";
import { Age } from "#components/ui/text/age";
import { showMarks } from "#lib/manifest/direction-marks";
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

/** The steps from the pull request to Ready. */
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
    // The cause of the whole request is shown above.
    message: step.message === request.health.message ? undefined : step.message,
    details: step.details && <AgentMessage text={step.details} />,
    action: step.key === "synced" && refresh && <AskAgent refresh={refresh} ask={ask} />,
  }));
  return <Timeline label={requestMessages.page.progressOf(request.object.name)} steps={steps} />;
}

/** The unchanged error of an agent. */
function AgentMessage({ text }: { text: string }) {
  return <p className="whitespace-pre-wrap font-mono text-sm [overflow-wrap:anywhere]">{text}</p>;
}

const { approval } = requestMessages;

const verdicts: Record<string, string> = {
  approved: approval.approved,
  "changes-requested": approval.changesRequested,
};

/** The reviews on the Git host or in the portal, with their comments. */
export function RequestReviews({ reviews }: { reviews: PortalRequestDetail["reviews"] }) {
  if (reviews.length === 0) return null;
  return (
    <ul aria-label={approval.reviews} className="space-y-3">
      {reviews.map((review) => (
        <li key={`${review.actor.id} ${review.at}`} className="flex gap-3">
          <MessageSquare aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
          <div className="min-w-0">
            <p>
              <span className="font-medium">{review.actor.name}</span>{" "}
              {verdicts[review.verdict] ?? approval.commented}{" "}
              <Age at={review.at} ago className="text-muted-foreground text-sm" />
            </p>
            {review.comment && (
              <p className="max-w-[72ch] [overflow-wrap:anywhere]">{showMarks(review.comment)}</p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
