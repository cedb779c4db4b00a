import { requestMessages } from "#components/requests/messages/request";
import { PartCause } from "#components/resources/part-cause";
import { partHref } from "#components/resources/resource-href";
import { Cause } from "#components/ui/state/cause";
import type { PortalRequestDetail } from "#lib/request/types";

const { cause: messages } = requestMessages;

/** The state of a request for the signed-in person: one fact can be a task for an approver and a wait for the requester. */
export function RequestCause({ request }: { request: PortalRequestDetail }) {
  const { health, may, pullRequest, cause, object } = request;
  if (cause) return <PartCause cause={cause} href={partHref(object, cause.reference)} file={request.path} />;
  // The failed step has the next action.
  const next = request.timeline.find(({ status, next }) => status === "failed" && next)?.next;
  if (pullRequest.state !== "open") return <Cause health={health} next={next} />;
  if (request.problem) return <Cause health={health} />;
  // RequestFindings shows the obstacle with its next step.
  if (request.findings.some(({ blocks }) => blocks)) return null;
  if (may.merge.allowed)
    return <Cause health={{ ...health, message: messages.merge.message }} next={messages.merge.next} />;
  if (may.approve.allowed)
    return <Cause health={{ ...health, message: messages.approve.message }} next={messages.approve.next} />;
  const objection = findObjection(request.reviews);
  if (!objection) return <Cause health={health} next={messages.wait} />;
  const message = messages.objection.message(objection.actor.name);
  return <Cause health={{ ...health, message }} next={messages.objection.next} />;
}

/** The newest review that requests changes, unless the same person approved later. */
export function findObjection(reviews: PortalRequestDetail["reviews"]) {
  const decisions = reviews.filter(({ verdict }) => verdict !== "commented");
  return decisions.findLast(
    ({ verdict, actor }, place) =>
      verdict === "changes-requested" &&
      !decisions.slice(place + 1).some((later) => later.actor.id === actor.id),
  );
}
