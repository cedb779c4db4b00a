import { LoaderCircle } from "lucide-react";
import type { RequestAction, RequestActionResult } from "#components/data/queries";
import { Card, CardNote } from "#components/ui/card";
import { ErrorCard } from "#components/ui/state/error-card";

const DONE: Record<RequestAction, string> = {
  approve: "approved",
  merge: "merged",
  close: "closed",
  refresh: "refreshed",
};

/**
 * What is wrong with an action on a request. Where its answer was lost, nobody knows whether it was done: the page reads
 * the request again until the Git host answers, and says then what became of it.
 */
export function ActionProblem({ action }: { action: RequestActionResult }) {
  const { error, outcome, variables } = action;
  if (!error || !variables || outcome === "done") return null;
  const done = DONE[variables.action];
  if (outcome === "unknown")
    return (
      <Card role="status">
        <CardNote icon={LoaderCircle}>
          The portal does not know whether the request was {done}: the answer to it was lost. This page reads
          the request again until the Git host answers.
        </CardNote>
      </Card>
    );
  if (outcome === "not-done")
    return (
      <ErrorCard
        title={`The request was not ${done}`}
        error={{
          detail: "The Git host answers again and has the request as before.",
          suggestion: "Try again.",
        }}
      />
    );
  return <ErrorCard title={`The request was not ${done}`} error={error} />;
}
