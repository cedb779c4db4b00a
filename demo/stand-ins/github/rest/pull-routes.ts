/** Pull requests, their reviews, merges, files and checks. */
import { z } from "zod";
import {
  answerPage,
  getPull,
  parseBody,
  type RestAnswer,
  type RestCall,
  type RestRoute,
  requireViewer,
} from "#demo/stand-ins/github/rest/call";
import { showDifference } from "#demo/stand-ins/github/rest/commit-shape";
import { showPull, showPullSummary, showReview } from "#demo/stand-ins/github/rest/pull-shape";
import { mergePull } from "#demo/stand-ins/github/state/merges";
import { editPull, openPull, reviewPull } from "#demo/stand-ins/github/state/pulls";
import type { PullRequest } from "#demo/stand-ins/github/state/types";
import { readPatches } from "#demo/stand-ins/repository/differences";

const PULLS = "/repos/{owner}/{repo}/pulls";
const PULL = `${PULLS}/{pull_number}`;
const NEEDS = { read: ["pull_requests", "read"], write: ["pull_requests", "write"] } as const;

export const PULL_ROUTES: readonly RestRoute[] = [
  { method: "GET", template: PULLS, needs: NEEDS.read, handle: listPulls },
  { method: "POST", template: PULLS, needs: NEEDS.write, handle: createPull },
  {
    method: "GET",
    template: PULL,
    needs: NEEDS.read,
    handle: async (call) => ({ status: 200, body: await showPull(call, getPull(call)) }),
  },
  { method: "PATCH", template: PULL, needs: NEEDS.write, handle: updatePull },
  // https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens: a merge writes contents.
  { method: "PUT", template: `${PULL}/merge`, needs: ["contents", "write"], handle: merge },
  { method: "GET", template: `${PULL}/files`, needs: NEEDS.read, handle: listFiles },
  {
    method: "GET",
    template: `${PULL}/reviews`,
    needs: NEEDS.read,
    handle: (call) => {
      const pull = getPull(call);
      return answerPage(call, pull.reviews, (review) => showReview(call, pull, review));
    },
  },
  { method: "POST", template: `${PULL}/reviews`, needs: NEEDS.write, handle: createReview },
];

/** https://docs.github.com/en/rest/pulls/pulls#list-pull-requests */
function listPulls(call: RestCall): RestAnswer {
  const { state, query } = call;
  const wanted = query.get("state") ?? "open";
  const head = query.get("head");
  const base = query.get("base");
  const isAscending = (query.get("direction") ?? (query.get("sort") ? "asc" : "desc")) === "asc";
  const time = query.get("sort") === "updated" ? "updatedAt" : "createdAt";
  const pulls = [...state.pulls.values()]
    .filter((pull) => wanted === "all" || pull.state === wanted)
    .filter((pull) => head === null || head === `${state.organization.login}:${pull.head}`)
    .filter((pull) => base === null || base === pull.base)
    .sort((one, other) => one[time].localeCompare(other[time]) || one.number - other.number);
  return answerPage(call, isAscending ? pulls : pulls.toReversed(), (pull) => showPullSummary(call, pull));
}

const newPull = z.object({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z.string().nullish(),
  draft: z.boolean().optional(),
});

async function createPull(call: RestCall): Promise<RestAnswer> {
  const { title, head, base, body = null, draft: isDraft = false } = parseBody(newPull, call);
  const pull = await openPull(call.state, { title, head, base, body, isDraft }, requireViewer(call));
  return answerPull(call, pull, 201);
}

const pullEdit = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]).optional(),
});

async function updatePull(call: RestCall): Promise<RestAnswer> {
  const pull = getPull(call);
  await editPull(call.state, pull, parseBody(pullEdit, call), requireViewer(call));
  return answerPull(call, pull, 200);
}

async function answerPull(call: RestCall, pull: PullRequest, status: number): Promise<RestAnswer> {
  const body = await showPull(call, pull);
  return { status, body, headers: status === 201 ? { location: body.url } : {} };
}

const mergeInput = z.object({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(["merge", "squash", "rebase"]).optional(),
});

async function merge(call: RestCall): Promise<RestAnswer> {
  const input = parseBody(mergeInput, call);
  const { commit_title: title, commit_message: message, sha: expected } = input;
  const method = input.merge_method ?? "merge";
  const options = { method, title, message, expected };
  const sha = await mergePull(call.state, getPull(call), options, requireViewer(call));
  return { status: 200, body: { sha, merged: true, message: "Pull Request successfully merged" } };
}

/** https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files */
const MAX_FILES = 3000;

async function listFiles(call: RestCall): Promise<RestAnswer> {
  const { git, findMergeBase } = call.state.repository;
  const { baseCommit, headCommit } = getPull(call);
  const base = (await findMergeBase(baseCommit, headCommit)) ?? baseCommit;
  const [files, patches] = await Promise.all([
    call.state.repository.listDifferences(base, headCommit),
    readPatches(git, base, headCommit),
  ]);
  return answerPage(call, files.slice(0, MAX_FILES), (file) =>
    showDifference(call, file, headCommit, patches.get(file.path)),
  );
}

const newReview = z.object({
  commit_id: z.string().optional(),
  body: z.string().optional(),
  // Without an event GitHub keeps the review as a draft, which the stand-in does not have.
  event: z.enum(["APPROVE", "REQUEST_CHANGES", "COMMENT"]),
});

async function createReview(call: RestCall): Promise<RestAnswer> {
  const { commit_id: commit, body = "", event } = parseBody(newReview, call);
  const pull = getPull(call);
  const review = await reviewPull(call.state, pull, { event, body, commit }, requireViewer(call));
  return { status: 200, body: showReview(call, pull, review) };
}
