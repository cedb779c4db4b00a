/** The typed routes of gitbeaker, sent in another way. */
import {
  Branches,
  Commits,
  MergeRequestApprovals,
  MergeRequestNotes,
  MergeRequests,
  PersonalAccessTokens,
  ProjectMilestones,
  Projects,
  Repositories,
  RepositoryFiles,
  Users,
} from "@gitbeaker/rest";

/** One call as gitbeaker describes it: a path below the root of the API, with its query and body. */
export interface RouteCall {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Such as `https://gitlab.com/api/v4/projects/1`. */
  address: string;
  query?: Record<string, unknown> | undefined;
  body?: unknown;
}

/** Sends a call and returns the body of its answer. */
export type SendRoute = (call: RouteCall) => Promise<unknown>;

export type Routes = ReturnType<typeof createRoutes>;

interface RouteOptions {
  searchParams?: Record<string, unknown>;
  body?: unknown;
}

/**
 * gitbeaker's resources with a requester of the portal. Its own one repeats calls after 429 and 502 with waits,
 * follows redirects with the token, and hides the answer of a call that it gave up.
 */
export function createRoutes(url: string, send: SendRoute) {
  const requesterFn = (service: { url: string }) => {
    const run =
      (method: RouteCall["method"]) =>
      async <T>(endpoint: string, { searchParams, body }: RouteOptions = {}) => {
        const address = `${service.url.replace(/\/+$/, "")}/${endpoint}`;
        const isEmpty = method === "GET" || method === "DELETE";
        const data = await send({
          method,
          address,
          query: renameKeys(searchParams),
          ...(!isEmpty && { body: renameKeys(body) }),
        });
        // The schema of the call parses the body, so gitbeaker's type of it has no effect.
        return { body: data as T, headers: {}, status: 200 };
      };
    return {
      get: run("GET"),
      post: run("POST"),
      put: run("PUT"),
      patch: run("PATCH"),
      delete: run("DELETE"),
    };
  };
  const options = { host: url, requesterFn, queryTimeout: 0 };
  return {
    branches: new Branches(options),
    commits: new Commits(options),
    approvals: new MergeRequestApprovals(options),
    tokens: new PersonalAccessTokens(options),
    milestones: new ProjectMilestones(options),
    notes: new MergeRequestNotes(options),
    mergeRequests: new MergeRequests(options),
    projects: new Projects(options),
    repositories: new Repositories(options),
    repositoryFiles: new RepositoryFiles(options),
    users: new Users(options),
  };
}

/** gitbeaker names keys as `perPage`, and GitLab as `per_page`. */
function renameKeys<T>(value: T): T;
function renameKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => renameKeys(one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      renameKeys(one),
    ]),
  );
}
