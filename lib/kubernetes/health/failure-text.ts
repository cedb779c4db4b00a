/**
 * Detects a failure from a condition's reason, severity and message, where type and status do not show it.
 */
import { isFailingReason } from "#lib/kubernetes/health/polarity";
import type { Condition } from "#lib/kubernetes/types";

/** A failure reason, or the severity of Cluster API and Azure Service Operator. */
export function isFailing({ reason, severity }: Condition): boolean {
  return severity === "Error" || (severity !== "Info" && isFailingReason(reason));
}

/** Reasons for something missing. */
export const FAILURE_REASON = /notfound|missing|nosuch|unavailable/i;
/** First words of a failure message, whatever the reason. */
export const FAILURE_MESSAGE = /^(failed|error|cannot|could not|unable)\b|\b(failed to|error:)/i;

/**
 * True for a failure in the reason or in the first words of the message: "UnpackingPackage: cannot unpack
 * package".
 */
export function reportsFailure(condition: Condition): boolean {
  return isFailing(condition) || FAILURE_MESSAGE.test(condition.message ?? "");
}
