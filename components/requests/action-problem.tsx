import { LoaderCircle } from "lucide-react";
import type { RequestAction, RequestActionResult } from "#components/data/queries";
import { requestMessages } from "#components/requests/messages/request";
import { Card, CardNote } from "#components/ui/card";
import { ErrorCard } from "#components/ui/state/error-card";
import { SlowNotice } from "#components/ui/state/slow-notice";

const { action: messages } = requestMessages;

const DONE: Record<RequestAction, string> = messages.done;

/**
 * The failure of an action on a request, or that it takes long. Where the answer was lost, the page reads the request again until the Git host
 * answers, and then shows whether the action took effect.
 */
export function ActionProblem({ action }: { action: RequestActionResult }) {
  const { error, isPending, outcome, variables } = action;
  if (!variables || outcome === "done") return null;
  const done = DONE[variables.action];
  if (!error) return <SlowNotice pending={isPending}>{messages.slow(done)}</SlowNotice>;
  if (outcome === "unknown")
    return (
      <Card role="status">
        <CardNote icon={LoaderCircle}>{messages.unknown(done)}</CardNote>
      </Card>
    );
  if (outcome === "not-done")
    return (
      <ErrorCard
        title={messages.notDone(done)}
        error={{
          detail: messages.unchanged,
          suggestion: messages.next,
        }}
      />
    );
  return <ErrorCard title={messages.notDone(done)} error={error} />;
}
