import { PartCause } from "#components/resources/part-cause";
import { partHref } from "#components/resources/resource-href";
import { Cause } from "#components/ui/state/cause";
import type { PortalRequestDetail } from "#lib/request/types";

/** How a request stands, as the person sees it who looks: the same fact is a task for one and a wait for another. */
export function RequestCause({ request }: { request: PortalRequestDetail }) {
  const { health, may, pullRequest, cause, object } = request;
  if (cause) return <PartCause cause={cause} href={partHref(object, cause.reference)} file={request.path} />;
  // Where applying it failed, the step knows who acts next.
  const next = request.timeline.find(({ status, next }) => status === "failed" && next)?.next;
  if (pullRequest.state !== "open") return <Cause health={health} next={next} />;
  if (request.problem) return <Cause health={health} />;
  // The card of what stands in the way says it, with the way on.
  if (request.findings.some(({ blocks }) => blocks)) return null;
  if (may.merge.allowed)
    return (
      <Cause
        health={{ ...health, message: "It is approved and waits for you to merge it." }}
        next="Merging has it applied to the cluster."
      />
    );
  if (may.approve.allowed)
    return (
      <Cause
        health={{ ...health, message: "It waits for your approval." }}
        next="Nothing is applied before."
      />
    );
  return <Cause health={health} next="Nothing for you to do: each step shows here as it happens." />;
}
