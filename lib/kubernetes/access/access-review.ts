import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { Clock } from "#lib/async/clock";
import type { ReviewCounter } from "#lib/kubernetes/access/review-counter";
import { malformedAnswer } from "#lib/kubernetes/transport/api-error";
import type { ClusterClient } from "#lib/kubernetes/transport/client";
import type { ResourceAttributes, Subject } from "#lib/kubernetes/types";

export interface AccessDecision {
  allowed: boolean;
  /** The authorizer's reason; often empty. */
  reason: string;
}

/** @param refusedFor milliseconds that a refusal is valid; by default as long as a permission */
export type ReviewAccess = (
  subject: Subject,
  attributes: ResourceAttributes,
  refusedFor?: number,
) => Promise<AccessDecision>;

/** Milliseconds. A review takes a few of them. A cluster that needs longer is unreachable, and pages should not wait for it. */
const TIMEOUT = 3_000;

/** Starts the timeout of one review. Its end rejects the review with a `TimeoutError`. */
export const startReviewTimeout = () => AbortSignal.timeout(TIMEOUT);

const reviewSchema = z.object({
  status: z.object({
    allowed: z.boolean(),
    reason: z.string().optional(),
    evaluationError: z.string().optional(),
  }),
});

/**
 * Asks the API server whether the subject has this access. Any verb is possible, even one that no API serves.
 * The groups are in the body, because headers can be merged or lost.
 * https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/subject-access-review-v1/
 */
export async function reviewAccess(
  client: ClusterClient,
  subject: Subject,
  attributes: ResourceAttributes,
  signal?: AbortSignal,
): Promise<AccessDecision> {
  const answer = await client.request("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
    body: {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      spec: { user: subject.user, groups: subject.groups, resourceAttributes: attributes },
    },
    signal,
  });
  return readReview(client, "SubjectAccessReview", answer);
}

/**
 * Asks the API server whether the portal's own account has this access.
 * https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/
 */
export async function reviewOwnAccess(
  client: ClusterClient,
  attributes: ResourceAttributes,
  signal?: AbortSignal,
): Promise<AccessDecision> {
  const kind = "SelfSubjectAccessReview";
  const answer = await client.request("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
    body: { apiVersion: "authorization.k8s.io/v1", kind, spec: { resourceAttributes: attributes } },
    signal,
  });
  return readReview(client, kind, answer);
}

function readReview({ name }: ClusterClient, kind: string, answer: unknown): AccessDecision {
  const review = reviewSchema.safeParse(answer);
  if (!review.success) throw malformedAnswer(name, `the response is not a ${kind}`, review.error);
  const { allowed, reason, evaluationError } = review.data.status;
  return { allowed, reason: reason || evaluationError || "" };
}

export interface AccessCacheOptions {
  clock: Clock;
  /** Milliseconds that a result is valid. Revoked access stays visible for as long. */
  timeToLive?: number;
  /** Maximum number of results; the oldest is dropped first. */
  limit?: number;
  /** For each review that is sent. */
  startTimeout?: () => AbortSignal;
  counter?: ReviewCounter;
}

interface KnownAnswer {
  answer: Promise<AccessDecision>;
  /** Milliseconds since 1970. */
  at: number;
  isRefused: boolean;
}

/**
 * `reviewAccess` with a short cache and shared calls, because a page of cards asks the same for each of its
 * parts. Failures are not cached.
 */
export function createAccessReview(client: ClusterClient, options: AccessCacheOptions): ReviewAccess {
  const { clock, timeToLive = 10_000, limit = 20_000, startTimeout = startReviewTimeout, counter } = options;
  const answers = new LRUCache<string, KnownAnswer>({ max: limit });

  function ask(key: string, subject: Subject, attributes: ResourceAttributes): Promise<AccessDecision> {
    const send = () => reviewAccess(client, subject, attributes, startTimeout());
    const answer = counter ? counter.time(send) : send();
    const entry: KnownAnswer = { answer, at: clock.now(), isRefused: false };
    answers.set(key, entry);
    answer.then(
      ({ allowed }) => {
        entry.isRefused = !allowed;
      },
      () => {
        if (answers.peek(key) === entry) answers.delete(key);
      },
    );
    return answer;
  }

  return (subject, attributes, refusedFor = timeToLive) => {
    const key = keyOf(subject, attributes);
    const known = answers.peek(key);
    const validFor = known?.isRefused ? refusedFor : timeToLive;
    if (!known || clock.now() - known.at >= validFor) return ask(key, subject, attributes);
    counter?.hit();
    return known.answer;
  };
}

function keyOf({ user, groups }: Subject, attributes: ResourceAttributes): string {
  const { verb, group, resource, subresource, namespace, name } = attributes;
  return JSON.stringify([user, [...groups].sort(), verb, group, resource, subresource, namespace, name]);
}
