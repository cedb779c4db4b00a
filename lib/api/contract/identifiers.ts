import { z } from "zod";

/**
 * Grammars of what callers name. Nothing else reaches a path, a commit message, a Kubernetes address or a log: a line
 * break in a version would write further trailers into a commit.
 */

/** RFC 1035 label: API versions and plurals. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
export const apiVersionName = z
  .string()
  .regex(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/, "This is no API version, such as v1 or v1beta1.");

/** RFC 1123 subdomain, or empty for the core group. */
export const apiGroup = z
  .string()
  .max(253)
  .regex(/^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$/, "This is no API group.");

export const kindName = z
  .string()
  .regex(/^[A-Za-z]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?$/, "This is no kind, such as PostgreSQL.");

/** RFC 1123 label. */
export const namespaceName = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, "This is no name of a namespace.");

/** As VITRINE_CLUSTERS names clusters. */
export const clusterName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "This is no name of a cluster.");

/** As `buildEntryId` makes them. */
export const entryId = z
  .string()
  .max(600)
  .regex(/^[\w.~-]+$/, "This is no id of a catalog entry.");

/** As `formatRequestId` makes them. */
export const requestId = z
  .string()
  .max(300)
  .regex(/^[\w.-]+-[1-9]\d{0,14}$/, "This is no id of a request.");

/** A Git object's name, SHA-1 or SHA-256. */
export const gitObjectName = z
  .string()
  .regex(/^[\da-f]{40}([\da-f]{24})?$/, "This is no name of an object in Git.");

/** Visible ASCII. https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, "An Idempotency-Key is 1 to 255 visible ASCII characters.");

/**
 * Control characters, halves of characters, line and paragraph separators, and marks that turn the direction of text:
 * an approver would read something else than what Git or a cluster reads. https://trojansource.codes/
 */
const HIDDEN = "\\p{Cc}\\p{Cs}\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ufeff";

/** One line of what a person wrote. */
export const plainLine = z
  .string()
  .regex(new RegExp(`^[^${HIDDEN}]*$`, "u"), "Control characters and marks that turn text are not allowed.");

/** What a person wrote, with its line breaks. */
export const plainText = z
  .string()
  .regex(
    new RegExp(`^(?:[^${HIDDEN}]|\\r?\\n|\\t)*$`, "u"),
    "Control characters and marks that turn text are not allowed.",
  );

/**
 * The name of any object: a path segment. Kinds have stricter rules, which a request is checked against later, with
 * words for the field. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#path-segment-names
 */
export const objectName = plainLine
  .min(1)
  .max(253)
  .regex(/^(?!\.{1,2}$)[^/%]+$/, "This is no name of an object.");
