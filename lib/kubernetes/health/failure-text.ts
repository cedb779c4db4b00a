/** What a condition's reason, severity and message say of a failure, where its type and status do not. */
import { isFailingReason } from "#lib/kubernetes/health/polarity";
import type { Condition } from "#lib/kubernetes/types";

/** A reason of failure, or Cluster API's and Azure Service Operator's severity. */
export function isFailing({ reason, severity }: Condition): boolean {
  return severity === "Error" || (severity !== "Info" && isFailingReason(reason));
}

/** Reasons that tell of something that is not there. */
export const TROUBLED_REASON = /notfound|missing|nosuch|unavailable/i;
/** First words of a message that tells of a failure, whatever the reason beside it. */
export const TROUBLED_MESSAGE = /^(failed|error|cannot|could not|unable)\b|\b(failed to|error:)/i;

/** A failure by its reason, or by the first words of its message: "UnpackingPackage: cannot unpack package". */
export function tellsOfTrouble(condition: Condition): boolean {
  return isFailing(condition) || TROUBLED_MESSAGE.test(condition.message ?? "");
}
