/** A client of the stand-in for tests, and changes that people make there. */
import { Gitlab } from "@gitbeaker/rest";
import type { GitLabStandIn } from "#demo/stand-ins/gitlab/server";

/** The project of test stand-ins. */
export const PROJECT = "acme/platform/requests";

/** The client that the libraries of the project bring. */
export function signIn({ url, tokens }: GitLabStandIn, username: string) {
  return new Gitlab({ host: url, token: tokens[username] ?? "" });
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON. */
  body: unknown;
}

/** One call of the REST API, below the project unless the path starts with `/`. */
export async function call(
  { url }: Pick<GitLabStandIn, "url">,
  token: string | undefined,
  method: string,
  path: string,
  input?: unknown,
): Promise<ApiAnswer> {
  const project = `/projects/${encodeURIComponent(PROJECT)}`;
  const place = path.startsWith("/") ? path : `${project}/${path}`.replace(/\/$/, "");
  const response = await fetch(`${url}/api/v4${place}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { "private-token": token }),
      ...(input === undefined ? {} : { "content-type": "application/json" }),
    },
    body: input === undefined ? undefined : JSON.stringify(input),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") && text !== "";
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** A function that calls the REST API as a person. */
export function callAs(standIn: GitLabStandIn, username: string) {
  return (method: string, path: string, input?: unknown) =>
    call(standIn, standIn.tokens[username], method, path, input);
}

export interface Change {
  branch: string;
  path: string;
  content: string;
}

/** Commits a new file on a new branch and opens a merge request; returns its iid and head. */
export async function openChange(
  standIn: GitLabStandIn,
  username: string,
  { branch, path, content }: Change,
): Promise<{ iid: number; head: string }> {
  const { Commits, MergeRequests } = signIn(standIn, username);
  const { id } = await Commits.create(
    PROJECT,
    branch,
    `Change ${path}`,
    [{ action: "create", filePath: path, content }],
    { startBranch: "main" },
  );
  const { iid } = await MergeRequests.create(PROJECT, branch, "main", `Change ${path}`);
  return { iid, head: String(id) };
}
