/** Mutations: https://docs.github.com/en/graphql/reference/mutations */
import { z } from "zod";
import { type CallContext, requireRepository } from "#demo/stand-ins/github/graphql/context";
import { readCommit } from "#demo/stand-ins/github/graphql/git-objects";
import { showPull } from "#demo/stand-ins/github/graphql/pull-object";
import { showRef } from "#demo/stand-ins/github/graphql/ref-object";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import { repositoryId } from "#demo/stand-ins/github/rest/repository-shape";
import { canSee, requirePermission, requireUnarchived } from "#demo/stand-ins/github/state/access";
import { updateRefs } from "#demo/stand-ins/github/state/branches";
import { commitOnBranch } from "#demo/stand-ins/github/state/file-commits";
import { openPull } from "#demo/stand-ins/github/state/pulls";
import { Refusal } from "#demo/stand-ins/github/state/refusal";

export function createMutations(context: CallContext) {
  return {
    createCommitOnBranch: (args: unknown) => createCommit(context, args),
    createPullRequest: (args: unknown) => createPull(context, args),
    updateRefs: (args: unknown) => moveRefs(context, args),
  };
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
    ref: showRef(context, `refs/heads/${name}`, id),
  };
}

/** @throws Refusal 404 for an id that is not the repository's */
function requireRepositoryId({ host: { state }, viewer }: CallContext, id: string): void {
  if (id === nodeId("Repository", repositoryId(state)) && canSee(state, viewer)) return;
  throw new Refusal(404, `Could not resolve to a node with the global id of '${id}'`);
}

const pullArguments = z.object({
  input: z.object({
    repositoryId: z.string(),
    baseRefName: z.string(),
    headRefName: z.string(),
    title: z.string(),
    body: z.string().nullish(),
    draft: z.boolean().nullish(),
    clientMutationId: z.string().nullish(),
  }),
});

/** https://docs.github.com/en/graphql/reference/mutations#createpullrequest */
async function createPull(context: CallContext, args: unknown) {
  const { host, viewer } = context;
  const { input } = pullArguments.parse(args);
  requireRepositoryId(context, input.repositoryId);
  requirePermission(viewer, "pull_requests", "write");
  requireUnarchived(host.state);
  const name = (ref: string) => ref.replace(/^refs\/heads\//, "");
  const pull = await host.state.lock(() =>
    openPull(
      host.state,
      {
        title: input.title,
        body: input.body ?? null,
        head: name(input.headRefName),
        base: name(input.baseRefName),
        isDraft: input.draft === true,
      },
      viewer,
    ),
  );
  return { clientMutationId: input.clientMutationId ?? null, pullRequest: showPull(context, pull) };
}

const refsArguments = z.object({
  input: z.object({
    repositoryId: z.string(),
    refUpdates: z.array(
      z.object({
        name: z.string(),
        beforeOid: z.string().nullish(),
        afterOid: z.string(),
        force: z.boolean().nullish(),
      }),
    ),
    clientMutationId: z.string().nullish(),
  }),
});

/** https://docs.github.com/en/graphql/reference/mutations#updaterefs */
async function moveRefs(context: CallContext, args: unknown) {
  const { host, viewer } = context;
  const { repositoryId: id, refUpdates, clientMutationId } = refsArguments.parse(args).input;
  requireRepositoryId(context, id);
  requirePermission(viewer, "contents", "write");
  requireUnarchived(host.state);
  const updates = refUpdates.map(({ name, beforeOid, afterOid, force }) => ({
    ref: name,
    before: beforeOid ?? undefined,
    after: afterOid,
    isForced: force === true,
  }));
  await host.state.lock(() => updateRefs(host.state, updates, viewer));
  return { clientMutationId: clientMutationId ?? null };
}
