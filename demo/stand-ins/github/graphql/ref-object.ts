/** Refs as GraphQL objects, and lists of pull requests. */
import { z } from "zod";
import { createConnection, page } from "#demo/stand-ins/github/graphql/connection";
import type { CallContext } from "#demo/stand-ins/github/graphql/context";
import { showTip } from "#demo/stand-ins/github/graphql/git-objects";
import { showPull } from "#demo/stand-ins/github/graphql/pull-object";
import type { PullRequest } from "#demo/stand-ins/github/state/types";

const pullPage = page.extend({
  states: z.array(z.enum(["OPEN", "CLOSED", "MERGED"])).nullish(),
  baseRefName: z.string().nullish(),
  headRefName: z.string().nullish(),
  labels: z.array(z.string()).nullish(),
  orderBy: z
    .object({ field: z.enum(["CREATED_AT", "UPDATED_AT"]), direction: z.enum(["ASC", "DESC"]) })
    .nullish(),
});

/**
 * A connection of pull requests.
 * @param head only those of this branch
 */
export function listPulls(context: CallContext, name: string, args: unknown, head?: string) {
  const { states, baseRefName, headRefName, labels, orderBy, ...pages } = pullPage.parse(args);
  const time = orderBy?.field === "UPDATED_AT" ? "updatedAt" : "createdAt";
  const pulls = [...context.host.state.pulls.values()]
    .filter((pull) => head === undefined || pull.head === head)
    .filter((pull) => !states || states.includes(nameState(pull)))
    .filter((pull) => !baseRefName || pull.base === baseRefName)
    .filter((pull) => !headRefName || pull.head === headRefName)
    .filter((pull) => !labels || labels.some((label) => pull.labels.includes(label)))
    .sort((one, other) => one[time].localeCompare(other[time]) || one.number - other.number);
  return createConnection(
    name,
    orderBy?.direction === "DESC" ? pulls.toReversed() : pulls,
    pages,
    ({ number }) => number,
    (pull) => showPull(context, pull),
  );
}

function nameState(pull: PullRequest): "OPEN" | "CLOSED" | "MERGED" {
  if (pull.merged) return "MERGED";
  return pull.state === "open" ? "OPEN" : "CLOSED";
}

/** @param ref full name */
export function showRef(context: CallContext, ref: string, tip: string) {
  const branch = ref.replace(/^refs\/heads\//, "");
  return {
    ...showTip(context, ref, tip),
    associatedPullRequests: (args: unknown) => listPulls(context, "associatedPullRequests", args, branch),
  };
}
