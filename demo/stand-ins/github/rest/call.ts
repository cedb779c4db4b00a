/** One call of the REST API, as its handlers see it. */
import type { z } from "zod";
import type { Shapes } from "#demo/stand-ins/github/rest/account-shape";
import type { Viewer } from "#demo/stand-ins/github/state/access";
import { notFound, Refusal, validationFailed } from "#demo/stand-ins/github/state/refusal";
import type { Permission, PullRequest } from "#demo/stand-ins/github/state/types";
import type { GitHubApp } from "#demo/stand-ins/github/tokens/app";

export type Sender =
  | { kind: "anonymous" }
  | { kind: "account"; viewer: Viewer }
  /** Signed with the key of the App. */
  | { kind: "app" };

export interface RestCall extends Shapes {
  sender: Sender;
  app: GitHubApp;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Undefined without a body. */
  body: unknown;
  /** The address of the call, for links to other pages. */
  url: URL;
}

export interface RestAnswer {
  status: number;
  /** Sent as JSON; undefined for an empty answer. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface RestRoute {
  method: string;
  template: string;
  /** Permission of the token, and of the role of its account. */
  needs?: readonly [Permission, "read" | "write"];
  handle(call: RestCall): Promise<RestAnswer> | RestAnswer;
}

/** @throws Refusal 401 without a token of an account */
export function requireViewer({ sender }: Pick<RestCall, "sender">): Viewer {
  if (sender.kind === "account") return sender.viewer;
  throw new Refusal(401, "Requires authentication");
}

/** The body, which the check against the description has already accepted. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, { body }: RestCall): z.infer<Schema> {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  const [first] = result.error.issues;
  throw validationFailed({
    resource: "Body",
    field: first?.path.join(".") ?? "",
    code: "invalid",
    message: first?.message ?? "",
  });
}

/** @throws Refusal 404 for an unknown number */
export function getPull({ state, params }: RestCall, parameter = "pull_number"): PullRequest {
  const pull = state.pulls.get(Number(params[parameter]));
  if (!pull) throw notFound();
  return pull;
}

const DEFAULT_PAGE_SIZE = 30;
const MAX_PAGE_SIZE = 100;

/**
 * One page of the items, with the header `link`.
 * https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
 */
export function answerPage<Item>(
  { query, url }: RestCall,
  items: readonly Item[],
  show: (item: Item) => unknown,
): RestAnswer {
  const size = Math.min(
    Number(query.get("per_page") ?? DEFAULT_PAGE_SIZE) || DEFAULT_PAGE_SIZE,
    MAX_PAGE_SIZE,
  );
  const page = Math.max(1, Number(query.get("page") ?? 1) || 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (number: number, rel: string) => {
    const target = new URL(url);
    target.searchParams.set("page", String(number));
    return `<${target.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, "prev")] : []),
    ...(page < last ? [link(page + 1, "next"), link(last, "last")] : []),
    ...(page > 1 ? [link(1, "first")] : []),
  ];
  return {
    status: 200,
    body: items.slice((page - 1) * size, page * size).map(show),
    headers: links.length > 0 ? { link: links.join(", ") } : {},
  };
}
