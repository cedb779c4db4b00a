/** The repository as a GraphQL object. */
import { z } from "zod";
import { createConnection, page } from "#demo/stand-ins/github/graphql/connection";
import { type CallContext, showActor } from "#demo/stand-ins/github/graphql/context";
import { readObject } from "#demo/stand-ins/github/graphql/git-objects";
import { showPull } from "#demo/stand-ins/github/graphql/pull-object";
import { listPulls, showRef } from "#demo/stand-ins/github/graphql/ref-object";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import { repositoryId } from "#demo/stand-ins/github/rest/repository-shape";
import { requirePermission } from "#demo/stand-ins/github/state/access";
import { Refusal } from "#demo/stand-ins/github/state/refusal";

const refArguments = z.object({ qualifiedName: z.string() });
const refPage = page.extend({ refPrefix: z.string(), query: z.string().nullish() });
const objectArguments = z.object({ expression: z.string().nullish(), oid: z.string().nullish() });
const pullArguments = z.object({ number: z.int() });

/** https://docs.github.com/en/graphql/reference/objects#repository */
export function showRepository(context: CallContext) {
  const { host, viewer } = context;
  const { state, links } = host;
  const { organization, name, settings, repository } = state;
  const path = `/${organization.login}/${name}`;
  const readRef = async (ref: string) => {
    const tip = (await repository.listRefs(ref)).get(ref);
    return tip === undefined ? null : showRef(context, ref, tip);
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
    // The method that GitHub offers first to somebody who has not merged yet.
    viewerDefaultMergeMethod: (settings.mergeMethods[0] ?? "merge").toUpperCase(),
    viewerPermission: viewer.account.role === "none" ? "READ" : viewer.account.role.toUpperCase(),
    defaultBranchRef: () => readRef(`refs/heads/${settings.defaultBranch}`),
    ref: (args: unknown) => {
      const { qualifiedName } = refArguments.parse(args);
      return readRef(qualifiedName.startsWith("refs/") ? qualifiedName : `refs/heads/${qualifiedName}`);
    },
    refs: async (args: unknown) => {
      const { refPrefix, query, ...pages } = refPage.parse(args);
      const refs = [...(await repository.listRefs(refPrefix))].filter(([ref]) => ref.includes(query ?? ""));
      return createConnection(
        "refs",
        refs,
        pages,
        ([ref]) => ref,
        ([ref, tip]) => showRef(context, ref, tip),
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
      return listPulls(context, "pullRequests", args);
    },
  };
}
