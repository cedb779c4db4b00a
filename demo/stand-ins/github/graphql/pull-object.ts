/** Pull requests and reviews as GraphQL objects. */
import { z } from "zod";
import { createConnection, page } from "#demo/stand-ins/github/graphql/connection";
import { type CallContext, showActor } from "#demo/stand-ins/github/graphql/context";
import { readCommit, showCommit, showTip } from "#demo/stand-ins/github/graphql/git-objects";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import { nameAssociation } from "#demo/stand-ins/github/rest/pull-shape";
import { canWrite } from "#demo/stand-ins/github/state/access";
import { listOpinions, readDecision, readReadiness } from "#demo/stand-ins/github/state/readiness";
import { Refusal } from "#demo/stand-ins/github/state/refusal";
import { getAccount } from "#demo/stand-ins/github/state/state";
import { type Mergeable, readMergeable, readMergeCommit } from "#demo/stand-ins/github/state/test-merge";
import type { PullRequest, Review } from "#demo/stand-ins/github/state/types";

const reviewPage = page.extend({ states: z.array(z.string()).nullish(), author: z.string().nullish() });
const opinionPage = page.extend({ writersOnly: z.boolean().nullish() });
const timelinePage = page.extend({ itemTypes: z.array(z.string()).nullish() });

/** https://docs.github.com/en/graphql/reference/objects#pullrequest */
export function showPull(context: CallContext, pull: PullRequest) {
  const { state, links } = context.host;
  const { repository } = state;
  const path = `/${state.organization.login}/${state.name}/pull/${pull.number}`;
  // A call reads the base for several fields.
  let base: Promise<string> | undefined;
  const findBase = () => {
    base ??= repository
      .findMergeBase(pull.baseCommit, pull.headCommit)
      .then((found) => found ?? pull.baseCommit);
    return base;
  };
  // One call is one read, whichever fields it has.
  let mergeable: Promise<Mergeable> | undefined;
  const findMergeable = () => {
    mergeable ??= readMergeable(state, pull);
    return mergeable;
  };
  const listFiles = async () => repository.listDifferences(await findBase(), pull.headCommit);
  const actor = (login: string) => showActor(context, login);
  const branch = async (name: string) => {
    const tip = await repository.findTip(name);
    return tip === undefined ? null : showTip(context, `refs/heads/${name}`, tip);
  };
  return {
    __typename: "PullRequest",
    id: nodeId("PullRequest", pull.id),
    databaseId: pull.id,
    fullDatabaseId: String(pull.id),
    number: pull.number,
    url: links.web + path,
    permalink: links.web + path,
    resourcePath: path,
    title: pull.title,
    body: pull.body ?? "",
    state: pull.merged ? "MERGED" : pull.state.toUpperCase(),
    isDraft: pull.isDraft,
    isCrossRepository: false,
    locked: false,
    closed: pull.state === "closed",
    merged: pull.merged !== undefined,
    createdAt: pull.createdAt,
    updatedAt: pull.updatedAt,
    closedAt: pull.closed?.at ?? null,
    mergedAt: pull.merged?.at ?? null,
    mergedBy: pull.merged ? actor(pull.merged.by) : null,
    mergeCommit: () => (pull.merged ? readCommit(context, pull.merged.commit) : null),
    author: actor(pull.author),
    authorAssociation: nameAssociation(state, pull.author),
    viewerDidAuthor: pull.author === context.viewer.account.login,
    headRefName: pull.head,
    headRefOid: pull.headCommit,
    headRef: () => branch(pull.head),
    baseRefName: pull.base,
    baseRefOid: pull.baseCommit,
    baseRef: () => branch(pull.base),
    additions: async () => (await listFiles()).reduce((sum, file) => sum + file.additions, 0),
    deletions: async () => (await listFiles()).reduce((sum, file) => sum + file.deletions, 0),
    changedFiles: async () => (await listFiles()).length,
    mergeable: () => findMergeable(),
    mergeStateStatus: async () => {
      if ((await findMergeable()) === "UNKNOWN") return "UNKNOWN";
      return (await readReadiness(state, pull)).status;
    },
    potentialMergeCommit: async () => {
      const merge = await readMergeCommit(state, pull);
      return merge === undefined ? null : readCommit(context, merge);
    },
    reviewDecision: () => readDecision(state, pull),
    statusCheckRollup: async () => (await readCommit(context, pull.headCommit))?.statusCheckRollup() ?? null,
    labels: (args: unknown) =>
      createConnection("labels", pull.labels, page.parse(args), String, (name) => ({
        __typename: "Label",
        id: nodeId("Label", name),
        name,
        color: state.labels.get(name)?.color ?? "ededed",
      })),
    reviews: (args: unknown) => {
      const { states, author, ...pages } = reviewPage.parse(args);
      const reviews = pull.reviews.filter(
        (review) => (!states || states.includes(review.state)) && (!author || author === review.author),
      );
      return listReviews("reviews", reviews, pages);
    },
    latestOpinionatedReviews: (args: unknown) =>
      listReviews("latestOpinionatedReviews", listOpinions(state, pull), opinionPage.parse(args)),
    files: async (args: unknown) =>
      createConnection(
        "files",
        await listFiles(),
        page.parse(args),
        (file) => file.path,
        (file) => ({
          __typename: "PullRequestChangedFile",
          path: file.path,
          changeType: CHANGE_TYPES[file.status],
          additions: file.additions,
          deletions: file.deletions,
        }),
      ),
    commits: async (args: unknown) => {
      const commits = await repository.listAhead(await findBase(), pull.headCommit);
      return createConnection(
        "commits",
        commits,
        page.parse(args),
        ({ id }) => id,
        (commit) => ({
          __typename: "PullRequestCommit",
          id: nodeId("PullRequestCommit", `${pull.id}:${commit.id}`),
          commit: showCommit(context, commit),
        }),
      );
    },
    timelineItems: (args: unknown) => {
      const { itemTypes, ...pages } = timelinePage.parse(args);
      const items = listEvents(context, pull, itemTypes ?? undefined);
      return createConnection(
        "timelineItems",
        items,
        pages,
        ({ id }) => id,
        (item) => item,
      );
    },
  };

  function listReviews(name: string, reviews: readonly Review[], pages: z.infer<typeof page>) {
    return createConnection(
      name,
      reviews,
      pages,
      ({ id }) => id,
      (review) => showReview(context, pull, review),
    );
  }
}

const CHANGE_TYPES = {
  added: "ADDED",
  removed: "DELETED",
  modified: "MODIFIED",
  renamed: "RENAMED",
  changed: "CHANGED",
} as const;

export function showReview(context: CallContext, pull: PullRequest, review: Review) {
  const { state, links } = context.host;
  const path = `/${state.organization.login}/${state.name}/pull/${pull.number}#pullrequestreview-${review.id}`;
  return {
    __typename: "PullRequestReview",
    id: nodeId("PullRequestReview", review.id),
    databaseId: review.id,
    fullDatabaseId: String(review.id),
    author: showActor(context, review.author),
    authorAssociation: nameAssociation(state, review.author),
    authorCanPushToRepository: canWrite(getAccount(state, review.author)),
    state: review.state,
    body: review.body,
    url: links.web + path,
    resourcePath: path,
    createdAt: review.submittedAt,
    submittedAt: review.submittedAt,
    updatedAt: review.submittedAt,
    commit: () => readCommit(context, review.commit),
  };
}

/** The stand-in keeps the last close, the merge and the force pushes alone. */
const KEPT_EVENTS = ["CLOSED_EVENT", "MERGED_EVENT", "HEAD_REF_FORCE_PUSHED_EVENT"];

function listEvents(context: CallContext, pull: PullRequest, types: readonly string[] | undefined) {
  const unknown = types === undefined ? "all" : types.find((type) => !KEPT_EVENTS.includes(type));
  if (unknown !== undefined)
    throw new Refusal(422, `The stand-in has no timeline items of the type ${unknown}.`);
  const event = (type: string, { at, by }: { at: string; by: string }, id = pull.id) => ({
    __typename: type,
    id: nodeId(type, id),
    createdAt: at,
    actor: showActor(context, by),
  });
  const pushes = context.host.state.activities.filter(
    ({ kind, ref, id }) => kind === "force_push" && ref === `refs/heads/${pull.head}` && id > pull.id,
  );
  return [
    ...(types?.includes("HEAD_REF_FORCE_PUSHED_EVENT") ? pushes : []).map(
      ({ id, at, actor, before, after }) => ({
        ...event("HeadRefForcePushedEvent", { at, by: actor }, id),
        beforeCommit: () => readCommit(context, before),
        afterCommit: () => readCommit(context, after),
      }),
    ),
    ...(pull.merged && types?.includes("MERGED_EVENT") ? [event("MergedEvent", pull.merged)] : []),
    ...(pull.closed && types?.includes("CLOSED_EVENT") ? [event("ClosedEvent", pull.closed)] : []),
  ];
}
