/** Shapes that several resources of the HTTP API share. */
import { z } from "zod";
import type { ErrorCode, FieldError } from "#lib/errors";
import type { Health, ObjectReference } from "#lib/kubernetes/types";

/** A schema that names every field of a contract, each with its type: a field added to one alone is a type error. */
export type Describes<T> = z.ZodObject<{ [K in keyof T]-?: z.ZodType<T[K]> }>;

export const time = z.string().meta({ format: "date-time" });

export const person = z.object({ id: z.string(), name: z.string() });

export const offer = z.object({ id: z.string(), title: z.string(), icon: z.string() });

/** A JSON object whose inside is described elsewhere (a Kubernetes API, a JSON Schema). */
export const anyObject = <T>(description: string) => z.custom<T>().meta({ type: "object", description });

export const objectReference = z.object({
  cluster: z.string(),
  group: z.string().meta({ description: "Empty for the core group." }),
  version: z.string(),
  kind: z.string(),
  namespace: z.string().optional().meta({ description: "Absent for a cluster-scoped object." }),
  name: z.string(),
}) satisfies Describes<ObjectReference>;

export const health = z.object({
  state: z.enum([
    "Ready",
    "Working",
    "NeedsAttention",
    "Missing",
    "Failed",
    "Waiting",
    "NotCreatedYet",
    "Paused",
    "HeldForApproval",
    "Removing",
    "NoAccess",
    "Unknown",
  ]),
  since: time.optional(),
  reason: z.string().optional(),
  message: z.string().optional().meta({ description: "The deepest known cause, as a sentence." }),
}) satisfies Describes<Health>;

export const fieldError = z.object({
  path: z.string().meta({ description: "JSON Pointer (RFC 6901) into what was sent." }),
  message: z.string(),
  source: z.enum(["schema", "cel", "server", "git", "portal", "secret"]),
  confirmable: z.boolean().optional().meta({
    description:
      "The value looks like a secret. If it is not one, send its path and the reason in `confirmed`.",
  }),
}) satisfies Describes<FieldError>;

export const errorCode = z.enum([
  "unauthenticated",
  "forbidden",
  "not-found",
  "invalid",
  "conflict",
  "already-exists",
  "csrf",
  "not-requestable",
  "method-not-allowed",
  "too-many-requests",
  "cluster-unavailable",
  "git-unavailable",
  "sign-in-unavailable",
  "outcome-unknown",
  "misconfigured",
  "internal",
]) satisfies z.ZodType<ErrorCode>;

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: errorCode,
  detail: z.string().meta({ description: "The failure, as a sentence for the person." }),
  suggestion: z.string().optional().meta({ description: "The next step." }),
  errors: z.array(fieldError).optional(),
  requestId: z
    .string()
    .optional()
    .meta({ description: "Identifies this answer in the portal's log; also the header `x-request-id`." }),
});

export const cause = z.object({ reference: objectReference, plural: z.string(), health }).meta({
  description:
    "The part that causes the problem; absent when there is none, or when the object itself is the cause.",
});

export const permission = z.object({ allowed: z.boolean(), reason: z.string() });

export const refreshAccess = z.object({
  agent: z.string(),
  ...permission.shape,
  underWay: z.boolean().meta({ description: "The agent was asked to sync and has not answered yet." }),
});

/** RFC 9457 `application/problem+json`. */
export type Problem = z.infer<typeof problem>;

/** Whether the signed-in person may ask the agent that applies something to look now. */
export type RefreshAccess = z.infer<typeof refreshAccess>;
