/** The fields of `Query` and `Mutation`, and the repository. */
import { z } from "zod";
import { createConnection, page } from "#demo/stand-ins/github/graphql/connection";
import { type CallContext, showActor } from "#demo/stand-ins/github/graphql/context";
import { readCommit, readObject, showRef } from "#demo/stand-ins/github/graphql/git-objects";
import { showPull } from "#demo/stand-ins/github/graphql/pull-object";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import { repositoryId } from "#demo/stand-ins/github/rest/repository-shape";
import { canSee, requirePermission, requireUnarchived } from "#demo/stand-ins/github/state/access";
import { commitOnBranch } from "#demo/stand-ins/github/state/branches";
import { Refusal } from "#demo/stand-ins/github/state/refusal";
import type { PullRequest } from "#demo/stand-ins/github/state/types";

const repositoryArguments = z.object({ owner: z.string(), name: z.string() });

export function createRoot(context: CallContext) {
  const { viewer, quota, cost, nodeCount } = context;
  return {
    viewer: () => showActor(context, viewer.account.login),
    repository: (args: unknown) => {
      const { owner, name } = repositoryArguments.parse(args);
      requireRepository(context, `${owner}/${name}`);
      return showRepository(context);
    },
    rateLimit: {
      cost,
      nodeCount,
      limit: quota.limit,
      used: quota.used,
      remaining: quota.remaining,
      resetAt: new Date(quota.reset * 1000).toISOString().replace(/\.\d+Z$/, "Z"),
    },
    createCommitOnBranch: (args: unknown) => createCommit(context, args),
  };
}

/** @throws Refusal 404 for a repository that does not exist or is not visible */
function requireRepository({ host: { state }, viewer }: CallContext, fullName: string): void {
  const isKnown = fullName.toLowerCase() === `${state.organization.login}/${state.name}`.toLowerCase();
  if (isKnown && canSee(state, viewer)) return;
  throw new Refusal(404, `Could not resolve to a Repository with the name '${fullName}'.`);
}

const refArguments = z.object({ qualifiedName: z.string() });
const refPage = page.extend({ refPrefix: z.string(), query: z.string().nullish() });
const objectArguments = z.object({ expression: z.string().nullish(), oid: z.string().nullish() });
const pullArguments = z.object({ number: z.int() });
const pullPage = page.extend({
  states: z.array(z.enum(["OPEN", "CLOSED", "MERGED"])).nullish(),
  baseRefName: z.string().nullish(),
  headRefName: z.string().nullish(),
  labels: z.array(z.string()).nullish(),
  orderBy: z
    .object({ field: z.enum(["CREATED_AT", "UPDATED_AT"]), direction: z.enum(["ASC", "DESC"]) })
    .nullish(),
});

/** https://docs.github.com/en/graphql/reference/objects#repository */
function showRepository(context: CallContext) {
  const { host, viewer } = context;
  const { state, links } = host;
  const { organization, name, settings, repository } = state;
  const path = `/${organization.login}/${name}`;
  const readRef = async (branch: string) => {
    const tip = await repository.findTip(branch);
    return tip === undefined ? null : showRef(context, branch, tip);
  };
  return {
    __typename: "Repository",
    id: nodeId("Repository", repositoryId(state)),
    databaseId: repositoryId(state),
    name,
    nameWithOwner: `${organization.login}/${name}`,
    owner: { ...showActor(context, organization.login), name: organization.login },
    url: links.web + path,
    resourcePath: path,
    isPrivate: settings.isPrivate,
    isArchived: settings.isArchived,
    isDisabled: false,
    isEmpty: async () => (await repository.listBranches()).size === 0,
    isFork: false,
    visibility: settings.isPrivate ? "PRIVATE" : "PUBLIC",
    deleteBranchOnMerge: settings.deleteBranchOnMerge,
    mergeCommitAllowed: settings.mergeMethods.includes("merge"),
    squashMergeAllowed: settings.mergeMethods.includes("squash"),
    rebaseMergeAllowed: settings.mergeMethods.includes("rebase"),
    viewerPermission: viewer.account.role === "none" ? "READ" : viewer.account.role.toUpperCase(),
    defaultBranchRef: () => readRef(settings.defaultBranch),
    ref: (args: unknown) => {
      const { qualifiedName } = refArguments.parse(args);
      return readRef(qualifiedName.replace(/^refs\/heads\//, ""));
    },
    refs: async (args: unknown) => {
      const { refPrefix, query, ...pages } = refPage.parse(args);
      const branches = [...(await repository.listBranches())].filter(
        ([branch]) => `refs/heads/${branch}`.startsWith(refPrefix) && branch.includes(query ?? ""),
      );
      return createConnection(
        "refs",
        branches,
        pages,
        ([branch]) => branch,
        ([branch, tip]) => showRef(context, branch, tip),
      );
    },
    object: (args: unknown) => {
      requirePermission(viewer, "contents", "read");
      const { expression, oid } = objectArguments.parse(args);
      return readObject(context, oid ?? expression ?? "HEAD");
    },
    pullRequest: (args: unknown) => {
      requirePermission(viewer, "pull_requests", "read");
      const { number } = pullArguments.parse(args);
      const pull = state.pulls.get(number);
      if (!pull) throw new Refusal(404, `Could not resolve to a PullRequest with the number of ${number}.`);
      return showPull(context, pull);
    },
    pullRequests: (args: unknown) => {
      requirePermission(viewer, "pull_requests", "read");
      const { states, baseRefName, headRefName, labels, orderBy, ...pages } = pullPage.parse(args);
      const time = orderBy?.field === "UPDATED_AT" ? "updatedAt" : "createdAt";
      const pulls = [...state.pulls.values()]
        .filter((pull) => !states || states.includes(nameState(pull)))
        .filter((pull) => !baseRefName || pull.base === baseRefName)
        .filter((pull) => !headRefName || pull.head === headRefName)
        .filter((pull) => !labels || labels.some((label) => pull.labels.includes(label)))
        .sort((one, other) => one[time].localeCompare(other[time]) || one.number - other.number);
      const sorted = orderBy?.direction === "DESC" ? pulls.toReversed() : pulls;
      return createConnection(
        "pullRequests",
        sorted,
        pages,
        ({ number }) => number,
        (pull) => showPull(context, pull),
      );
    },
  };
}

function nameState(pull: PullRequest): "OPEN" | "CLOSED" | "MERGED" {
  if (pull.merged) return "MERGED";
  return pull.state === "open" ? "OPEN" : "CLOSED";
}

const commitArguments = z.object({
  input: z.object({
    branch: z.object({
      repositoryNameWithOwner: z.string(),
      branchName: z.string(),
    }),
    expectedHeadOid: z.string(),
    message: z.object({ headline: z.string(), body: z.string().nullish() }),
    fileChanges: z
      .object({
        additions: z.array(z.object({ path: z.string(), contents: z.string() })).nullish(),
        deletions: z.array(z.object({ path: z.string() })).nullish(),
      })
      .nullish(),
    clientMutationId: z.string().nullish(),
  }),
});

/** https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch */
async function createCommit(context: CallContext, args: unknown) {
  const { host, viewer } = context;
  const { branch, expectedHeadOid, message, fileChanges, clientMutationId } =
    commitArguments.parse(args).input;
  requireRepository(context, branch.repositoryNameWithOwner);
  requirePermission(viewer, "contents", "write");
  requireUnarchived(host.state);
  const name = branch.branchName.replace(/^refs\/heads\//, "");
  const edits = [
    ...(fileChanges?.additions ?? []).map(({ path, contents }) => ({
      path,
      content: Buffer.from(contents, "base64"),
    })),
    ...(fileChanges?.deletions ?? []).map(({ path }) => ({ path, content: null })),
  ];
  const id = await host.state.lock(() =>
    commitOnBranch(
      host.state,
      {
        branch: name,
        expected: expectedHeadOid,
        headline: message.headline,
        body: message.body ?? "",
        edits,
      },
      viewer,
    ),
  );
  return {
    clientMutationId: clientMutationId ?? null,
    commit: () => readCommit(context, id),
    ref: showRef(context, name, id),
  };
}
