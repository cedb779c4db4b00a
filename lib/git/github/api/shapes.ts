/** The parts of GitHub's responses that the portal reads. */
import { z } from "zod";

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

/** People have a name; bots and organizations do not. Null: the account was deleted. */
const actor = z
  .object({ login: z.string(), name: z.string().nullish() })
  .nullable()
  .transform((found) => found && { id: found.login, name: found.name || found.login });

const ACTOR = "{ login ... on User { name } }";

export const gitHubReview = z.object({
  author: actor,
  /** True for people whose approvals count. Everyone who can read can press "approve". */
  authorCanPushToRepository: z.boolean(),
  state: z.string(),
  body: z.string(),
  submittedAt: time.nullish(),
  commit: z.object({ oid: z.string() }).nullish(),
});

export type GitHubReview = z.infer<typeof gitHubReview>;

const fields = z.object({
  id: z.string(),
  number: z.number(),
  url: z.string(),
  title: z.string(),
  body: z.string(),
  state: z.enum(["OPEN", "CLOSED", "MERGED"]).transform((state) => STATES[state]),
  author: actor,
  /** True where the portal's account opened it. */
  viewerDidAuthor: z.boolean(),
  createdAt: time,
  updatedAt: time,
  closedAt: time.nullish(),
  mergedAt: time.nullish(),
  mergedBy: actor.optional(),
  mergeCommit: z.object({ oid: z.string() }).nullish(),
  isCrossRepository: z.boolean(),
  headRefName: z.string(),
  headRefOid: z.string(),
  baseRefName: z.string(),
  /** The tip of the target branch at the last check: not the merge base. */
  baseRefOid: z.string(),
  reviews: z.object({ nodes: z.array(gitHubReview) }).nullable(),
  /** Read for open ones only. */
  commits: z.object({ totalCount: z.number() }).optional(),
  forcePushes: z.object({ nodes: z.array(z.unknown()) }).optional(),
  closings: z.object({ nodes: z.array(z.object({ actor: actor.optional() })) }),
});

export const gitHubPullRequest = fields.transform(({ headRefOid, ...found }) => ({
  ...found,
  head: headRefOid,
}));

const STATES = { OPEN: "open", CLOSED: "closed", MERGED: "merged" } as const;

export type GitHubPullRequest = z.infer<typeof gitHubPullRequest>;

/** Of more than 100 reviews, the newest are read: an old approval can be missing, never a new objection. */
const FIELDS = `id number url title body state viewerDidAuthor createdAt updatedAt closedAt mergedAt
  author ${ACTOR} mergedBy ${ACTOR} mergeCommit { oid }
  isCrossRepository headRefName headRefOid baseRefName baseRefOid
  reviews(last: 100) {
    nodes { author ${ACTOR} authorCanPushToRepository state body submittedAt commit { oid } }
  }
  closings: timelineItems(last: 1, itemTypes: [CLOSED_EVENT]) { nodes { ... on ClosedEvent { actor ${ACTOR} } } }`;

/** The fields of `gitHubPullRequest`. */
export const PULL_REQUEST = `fragment pullRequest on PullRequest {
  ${FIELDS}
  commits(first: 1) { totalCount }
  forcePushes: timelineItems(first: 1, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) { nodes { __typename } }
}`;

/** The fields that matter after the end: there can be thousands. */
export const DONE_PULL_REQUEST = `fragment pullRequest on PullRequest { ${FIELDS} }`;

/** One page of pull requests, and when the newest of all was updated. */
export const gitHubPage = z.object({
  pullRequests: z.object({
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    nodes: z.array(gitHubPullRequest),
  }),
  newest: z.object({ nodes: z.array(z.object({ updatedAt: time })) }),
});

export const gitHubRef = z.object({ object: z.object({ sha: z.string(), type: z.string() }) });

export const gitHubRefs = z.array(z.object({ ref: z.string(), object: z.object({ sha: z.string() }) }));

const signature = z.object({ name: z.string().default(""), email: z.string().default("") });
const account = z.object({ login: z.string() }).nullish().catch(undefined);

/** Commits between two commits, one page of them. */
export const gitHubComparison = z.object({
  status: z.enum(["ahead", "behind", "identical", "diverged"]),
  total_commits: z.number(),
  merge_base_commit: z.object({ sha: z.string() }),
  commits: z.array(
    z.object({
      sha: z.string(),
      parents: z.array(z.object({ sha: z.string() })),
      /** Accounts with the commit's addresses, if any. */
      author: account,
      committer: account,
      commit: z.object({ author: signature.nullish(), committer: signature.nullish() }),
    }),
  ),
});

const gitActor = z
  .object({
    name: z.string().nullish(),
    email: z.string().nullish(),
    user: z.object({ login: z.string() }).nullish(),
  })
  .nullish();

/** The same from GraphQL. */
export const gitHubCompared = z.object({
  baseTarget: z.object({ oid: z.string() }),
  headTarget: z.object({ oid: z.string() }),
  commits: z.object({
    totalCount: z.number(),
    nodes: z.array(
      z.object({
        oid: z.string(),
        parents: z.object({ nodes: z.array(z.object({ oid: z.string() })) }),
        author: gitActor,
        committer: gitActor,
      }),
    ),
  }),
});

const GIT_ACTOR = "{ name email user { login } }";

export const COMPARED = `fragment compared on Comparison {
  baseTarget { oid } headTarget { oid }
  commits(first: 100) {
    totalCount
    nodes { oid parents(first: 20) { nodes { oid } } author ${GIT_ACTOR} committer ${GIT_ACTOR} }
  }
}`;

export const gitHubBlob = z.object({
  oid: z.string(),
  /** Null for bytes that are no text. Can differ from the bytes: they may be cut or in another encoding. */
  text: z.string().nullable(),
  byteSize: z.number(),
});

/** Null for an object of another type, of which `BLOB` reads nothing. */
export const gitHubContent = z.union([gitHubBlob, z.strictObject({}).transform(() => null)]).nullable();

export const BLOB = "fragment blob on Blob { oid text byteSize }";

export const gitHubBlobBytes = z.object({ content: z.string() });

export const gitHubTreeEntries = z.array(
  z.object({ name: z.string(), mode: z.number(), type: z.string(), oid: z.string() }),
);

/** A folder with its sub-folders. */
export const gitHubTree = z.object({
  truncated: z.boolean(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string(),
      type: z.string(),
      sha: z.string(),
      size: z.number().default(0),
    }),
  ),
});

/** The commits that changed a file, newest first. */
export const gitHubHistory = z.array(
  z.object({
    sha: z.string(),
    commit: z.object({ author: z.object({ name: z.string().default(""), date: time }).nullable() }),
  }),
);

/** Changes of refs, newest first. */
export const gitHubActivity = z.array(
  z.object({
    activity_type: z.string(),
    timestamp: time,
    actor: z.object({ login: z.string() }).nullish(),
  }),
);

/** The names of labels. */
export const gitHubLabels = z
  .array(z.object({ name: z.string() }))
  .transform((labels) => labels.map(({ name }) => name));

/** A pull request as an issue: the logins of its assignees. */
export const gitHubIssue = z.object({
  assignees: z
    .array(z.object({ login: z.string() }))
    .nullish()
    .transform((people) => (people ?? []).map(({ login }) => login)),
});

export const gitHubMilestones = z.array(z.object({ number: z.number(), title: z.string() }));
