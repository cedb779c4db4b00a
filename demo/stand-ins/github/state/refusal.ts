/** A call that GitHub refuses. REST, GraphQL and the pages each show it in their own form. */

export interface FieldError {
  resource: string;
  code: string;
  field?: string;
  message?: string;
}

/** Types of errors of GitHub's GraphQL API. */
export type GraphQLErrorType =
  | "NOT_FOUND"
  | "FORBIDDEN"
  | "STALE_DATA"
  | "UNPROCESSABLE"
  | "RATE_LIMITED"
  | "MISSING_PAGINATION_BOUNDARIES"
  | "EXCESSIVE_PAGINATION"
  | "MAX_NODE_LIMIT_EXCEEDED";

export interface RefusalDetails {
  errors?: readonly (FieldError | string)[];
  /** By default it follows from the status. */
  type?: GraphQLErrorType;
  retryAfter?: number;
}

export class Refusal extends Error {
  override name = "Refusal";
  readonly status: number;
  readonly errors: readonly (FieldError | string)[] | undefined;
  readonly type: GraphQLErrorType;
  /** Seconds to wait. */
  readonly retryAfter: number | undefined;

  /** @param status of the REST API */
  constructor(status: number, message: string, { errors, type, retryAfter }: RefusalDetails = {}) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.retryAfter = retryAfter;
    this.type = type ?? (status === 404 ? "NOT_FOUND" : status === 403 ? "FORBIDDEN" : "UNPROCESSABLE");
  }
}

export const notFound = () => new Refusal(404, "Not Found");

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed */
export function validationFailed(...errors: readonly FieldError[]): Refusal {
  return new Refusal(422, "Validation Failed", { errors });
}
