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

/** An error of the API server, or a missing response. */
export class KubernetesApiError extends PortalError {
  readonly [BRAND] = true;
  /** HTTP status; 0 without a response (network, TLS, timeout). */
  readonly httpStatus: number;
  /** Reason of the API server's Status (`Expired`, `Forbidden`, …), or the network's error code. */
  readonly reason: string;
  readonly retryAfterSeconds: number | undefined;
  /** The API server's own message; empty without a response. */
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

/** True when a resource version or a continue token is too old, so that the list must be read again. */
export function isExpired(error: unknown): boolean {
  return isKubernetesApiError(error) && error.httpStatus === 410;
}

/** True for an unknown object or resource. */
export function isNotFound(error: unknown): boolean {
  return isKubernetesApiError(error) && error.httpStatus === 404;
}

/** True when the API server refused for missing access. */
export function isForbidden(error: unknown): boolean {
  return isKubernetesApiError(error) && error.httpStatus === 403;
}

interface Verdict {
  code: ErrorCode;
  /** Wraps the API server's message, which names the object and the verb. */
  detail: (cluster: string, message: string) => string;
  suggestion: string;
}

const VERDICTS: Record<number, Verdict> = {
  400: {
    code: "invalid",
    detail: (cluster, message) => `The cluster ${cluster} refused the input: ${message}`,
    suggestion: "Correct the input and try again.",
  },
  // The person is signed in; the cluster does not accept the portal's credentials.
  401: {
    code: "misconfigured",
    detail: (cluster) => `The cluster ${cluster} does not accept the portal's credentials.`,
    suggestion: "The platform team must renew the credentials of the portal's kubeconfig or service account.",
  },
  403: {
    code: "forbidden",
    detail: (cluster, message) => `The cluster ${cluster} does not allow this: ${message}`,
    suggestion: "Ask the platform team for access.",
  },
  404: {
    code: "not-found",
    detail: (cluster, message) => `The cluster ${cluster} did not find the object: ${message}`,
    suggestion: "Someone may have removed the object. Reload the list.",
  },
  409: {
    code: "conflict",
    detail: (cluster, message) => `The object changed in the cluster ${cluster} in the meantime: ${message}`,
    suggestion: "Reload the object and try again.",
  },
  410: {
    code: "conflict",
    detail: (cluster) => `The cluster ${cluster} no longer keeps the version that the portal was reading.`,
    suggestion: "Read the list again.",
  },
};

const UNAVAILABLE: Verdict = {
  code: "cluster-unavailable",
  detail: (cluster, message) => `The cluster ${cluster} can't answer now: ${message}`,
  suggestion: "The portal retries automatically. If the problem persists, tell the platform team.",
};

const ALREADY_EXISTS: Verdict = {
  code: "already-exists",
  detail: (cluster, message) => `The object already exists in the cluster ${cluster}: ${message}`,
  suggestion: "Choose another name.",
};

function judge(httpStatus: number, reason: string): Verdict {
  if (reason === "AlreadyExists") return ALREADY_EXISTS;
  if (httpStatus === 422) return judge(400, reason);
  return VERDICTS[httpStatus] ?? (httpStatus >= 500 || httpStatus === 429 ? UNAVAILABLE : judge(400, reason));
}

/**
 * Converts an error response of the API server.
 * @param body the parsed body: a `Status` of the API server, or anything else from a proxy
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

/** Converts the `Status` in a watch's ERROR event. It came with HTTP status 200, so its own code counts. */
export function readWatchError(cluster: string, status: unknown): KubernetesApiError {
  const parsed = statusSchema.safeParse(status);
  return readApiError(cluster, (parsed.success ? parsed.data.code : undefined) ?? 500, status);
}

/** A response that does not follow the Kubernetes API: cut off, not JSON, or of another shape. */
export function malformedAnswer(cluster: string, what: string, cause?: unknown): KubernetesApiError {
  return new KubernetesApiError("cluster-unavailable", {
    detail: `The cluster ${cluster} sent a response that the portal can't parse: ${what}.`,
    suggestion: "If the problem persists, check proxies between the portal and the API server.",
    httpStatus: 0,
    reason: "MalformedAnswer",
    cause,
  });
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS|ERR_SSL/;

/** No response: refused, reset, timed out, unknown host, or an untrusted certificate. */
export function noAnswer(cluster: string, server: string, cause: unknown): KubernetesApiError {
  const reason = readErrorCode(cause);
  if (CERTIFICATE.test(reason)) {
    return new KubernetesApiError("misconfigured", {
      detail: `The connection to the cluster ${cluster} at ${server} is not trusted (${reason}).`,
      suggestion:
        "The platform team must put the current CA certificate of the cluster into the portal's kubeconfig.",
      httpStatus: 0,
      reason,
      cause,
    });
  }
  return new KubernetesApiError("cluster-unavailable", {
    detail: `The cluster ${cluster} does not answer at ${server} (${reason}).`,
    suggestion: "The portal retries automatically. If the problem persists, tell the platform team.",
    httpStatus: 0,
    reason,
    cause,
  });
}

/**
 * `ECONNREFUSED` and the like. Several addresses of one host fail as an AggregateError, whose first error
 * counts.
 */
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
