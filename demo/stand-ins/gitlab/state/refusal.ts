/** A call that GitLab refuses. REST, GraphQL and the pages each show it in their own form. */

export interface RefusalDetails {
  /** Body of the REST answer; by default an object with the message. */
  body?: unknown;
  headers?: Record<string, string>;
}

export class Refusal extends Error {
  override name = "Refusal";
  readonly status: number;
  readonly body: unknown;
  readonly headers: Record<string, string>;

  /** @param status of the REST API */
  constructor(status: number, message: string, { body = { message }, headers = {} }: RefusalDetails = {}) {
    super(message);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** @param what "Branch", "Project" */
export const notFound = (what?: string) =>
  new Refusal(404, what === undefined ? "404 Not Found" : `404 ${what} Not Found`);

export const unauthorized = () => new Refusal(401, "401 Unauthorized");

export const forbidden = (reason?: string) =>
  new Refusal(403, reason === undefined ? "403 Forbidden" : `403 Forbidden - ${reason}`);

/** Errors of the API's parameters have the key `error`: https://docs.gitlab.com/api/rest/troubleshooting/#status-code-400 */
export const invalidParameter = (error: string) => new Refusal(400, error, { body: { error } });
