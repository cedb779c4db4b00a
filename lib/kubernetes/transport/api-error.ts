import { z } from "zod";
import { type ErrorCode, type FieldError, isPortalError, PortalError } from "#lib/errors";
import { fieldToPointer } from "#lib/kubernetes/transport/field-pointer";

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
const statusSchema = z.object({
  kind: z.literal("Status"),
  message: z.string().optional(),
  reason: z.string().optional(),
  code: z.number().optional(),
  details: z
    .object({
      causes: z
        .array(
          z.object({
            reason: z.string().optional(),
            message: z.string().optional(),
            field: z.string().optional(),
          }),
        )
        .nullish(),
      retryAfterSeconds: z.number().optional(),
    })
    .nullish(),
});

type Status = z.infer<typeof statusSchema>;

const BRAND = Symbol.for("vitrine.KubernetesApiError");

/** What the API server answered, or that it did not. */
export class KubernetesApiError extends PortalError {
  readonly [BRAND] = true;
  /** HTTP status; 0 when there was no answer (network, TLS, timeout). */
  readonly httpStatus: number;
  /** Reason of the API server's Status (`Expired`, `Forbidden`, …), or the network's error code. */
  readonly reason: string;
  readonly retryAfterSeconds: number | undefined;
  /** The API server's own words; empty when there was no answer. */
  readonly said: string;

  constructor(
    code: ErrorCode,
    options: ConstructorParameters<typeof PortalError>[1] & {
      httpStatus: number;
      reason: string;
      retryAfterSeconds?: number;
      said?: string;
    },
  ) {
    super(code, options);
    this.name = "KubernetesApiError";
    this.httpStatus = options.httpStatus;
    this.reason = options.reason;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.said = options.said ?? "";
  }
}

/** True for a KubernetesApiError of any bundle. */
export function isKubernetesApiError(error: unknown): error is KubernetesApiError {
  return isPortalError(error) && BRAND in error;
}

/** True when a resource version or a continue token is too old: the list must be read anew. */
export function isExpired(error: unknown): boolean {
  return isKubernetesApiError(error) && error.httpStatus === 410;
}

/** True when there is no such object, or no such resource. */
export function isNotFound(error: unknown): boolean {
  return isKubernetesApiError(error) && error.httpStatus === 404;
}

/** True when the API server refused for want of a right. */
export function isForbidden(error: unknown): boolean {
  return isKubernetesApiError(error) && error.httpStatus === 403;
}

interface Verdict {
  code: ErrorCode;
  /** Around the API server's own message, which names the object and the verb. */
  detail: (cluster: string, message: string) => string;
  suggestion: string;
}

const VERDICTS: Record<number, Verdict> = {
  400: {
    code: "invalid",
    detail: (cluster, message) => `The cluster ${cluster} does not accept this: ${message}`,
    suggestion: "Correct what is named and try again.",
  },
  // The person is signed in; it is the portal that the cluster does not know.
  401: {
    code: "misconfigured",
    detail: (cluster) => `The cluster ${cluster} does not accept the portal's credentials.`,
    suggestion: "The platform team must renew the credentials of the portal's kubeconfig or service account.",
  },
  403: {
    code: "forbidden",
    detail: (cluster, message) => `The cluster ${cluster} does not allow this: ${message}`,
    suggestion: "Ask the platform team for this permission.",
  },
  404: {
    code: "not-found",
    detail: (cluster, message) => `The cluster ${cluster} does not have this: ${message}`,
    suggestion: "It may have been removed. Look at the list again.",
  },
  409: {
    code: "conflict",
    detail: (cluster, message) => `It was changed in the cluster ${cluster} meanwhile: ${message}`,
    suggestion: "Look at its present state and try again.",
  },
  410: {
    code: "conflict",
    detail: (cluster) => `What was being read in the cluster ${cluster} is too old by now.`,
    suggestion: "Read it again.",
  },
};

const UNAVAILABLE: Verdict = {
  code: "cluster-unavailable",
  detail: (cluster, message) => `The cluster ${cluster} cannot answer now: ${message}`,
  suggestion: "The portal tries again by itself. If it stays, tell the platform team.",
};

const ALREADY_EXISTS: Verdict = {
  code: "already-exists",
  detail: (cluster, message) => `It exists already in the cluster ${cluster}: ${message}`,
  suggestion: "Choose another name.",
};

function judge(httpStatus: number, reason: string): Verdict {
  if (reason === "AlreadyExists") return ALREADY_EXISTS;
  if (httpStatus === 422) return judge(400, reason);
  return VERDICTS[httpStatus] ?? (httpStatus >= 500 || httpStatus === 429 ? UNAVAILABLE : judge(400, reason));
}

/**
 * An answer of the API server that is not a success, as an error.
 * @param body the parsed body; a `Status` where the API server wrote it, anything where a proxy did.
 */
export function readApiError(
  cluster: string,
  httpStatus: number,
  body: unknown,
  retryAfter?: number,
): KubernetesApiError {
  const parsed = statusSchema.safeParse(body);
  const status: Status = parsed.success ? parsed.data : { kind: "Status" };
  const reason = status.reason ?? "";
  const verdict = judge(httpStatus, reason);
  return new KubernetesApiError(verdict.code, {
    detail: verdict.detail(cluster, status.message ?? `HTTP status ${httpStatus}`),
    suggestion: verdict.suggestion,
    errors: readFieldErrors(status),
    httpStatus,
    reason,
    retryAfterSeconds: status.details?.retryAfterSeconds ?? retryAfter,
    said: status.message ?? "",
  });
}

/** The `Status` inside a watch's ERROR event, as an error. It came with HTTP status 200, so its own code counts. */
export function readWatchError(cluster: string, status: unknown): KubernetesApiError {
  const parsed = statusSchema.safeParse(status);
  return readApiError(cluster, (parsed.success ? parsed.data.code : undefined) ?? 500, status);
}

/** An answer that is not what the Kubernetes API says: cut off, not JSON, or of another shape. */
export function malformedAnswer(cluster: string, what: string, cause?: unknown): KubernetesApiError {
  return new KubernetesApiError("cluster-unavailable", {
    detail: `The cluster ${cluster} sent an answer that the portal cannot read: ${what}.`,
    suggestion: "If it stays, check what stands between the portal and the API server, a proxy for example.",
    httpStatus: 0,
    reason: "MalformedAnswer",
    cause,
  });
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS|ERR_SSL/;

/** No answer at all: refused, reset, timed out, unknown host, or a certificate that is not trusted. */
export function noAnswer(cluster: string, server: string, cause: unknown): KubernetesApiError {
  const reason = readErrorCode(cause);
  if (CERTIFICATE.test(reason)) {
    return new KubernetesApiError("misconfigured", {
      detail: `The connection to the cluster ${cluster} at ${server} is not trusted (${reason}).`,
      suggestion:
        "The platform team must put the cluster's present CA certificate into the portal's kubeconfig.",
      httpStatus: 0,
      reason,
      cause,
    });
  }
  return new KubernetesApiError("cluster-unavailable", {
    detail: `The cluster ${cluster} does not answer at ${server} (${reason}).`,
    suggestion: "The portal tries again by itself. If it stays, tell the platform team.",
    httpStatus: 0,
    reason,
    cause,
  });
}

/** `ECONNREFUSED` and the like; several addresses of one host fail as an AggregateError, whose first tells. */
function readErrorCode(cause: unknown): string {
  if (typeof cause !== "object" || cause === null) return "unknown";
  if ("code" in cause && typeof cause.code === "string") return cause.code;
  if ("errors" in cause && Array.isArray(cause.errors)) return readErrorCode(cause.errors[0]);
  return cause instanceof Error ? cause.message : "unknown";
}

function readFieldErrors(status: Status): FieldError[] {
  return (status.details?.causes ?? []).map((cause) => ({
    path: fieldToPointer(cause.field ?? ""),
    message: cause.message ?? cause.reason ?? "Not accepted.",
    source: "server",
  }));
}
