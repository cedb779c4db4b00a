/** The parts of Gitea's responses that the portal reads. */
import { z } from "zod";

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

const user = z
  .object({ login: z.string(), full_name: z.string().default("") })
  .transform(({ login, full_name }) => ({ id: login, name: full_name || login }));

export const giteaUser = user;

/** `label` is the branch's name; `ref` changes when the branch is deleted. */
const branchOfPullRequest = z.object({ label: z.string(), sha: z.string(), repo_id: z.number() });

export const giteaPullRequest = z.object({
  number: z.number(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().default(""),
  state: z.enum(["open", "closed"]),
  draft: z.boolean().default(false),
  user: user.nullable(),
  merged: z.boolean(),
  merged_at: time.nullish(),
  merged_by: user.nullish(),
  merge_commit_sha: z.string().nullish(),
  merge_base: z.string(),
  closed_at: time.nullish(),
  created_at: time,
  updated_at: time,
  base: branchOfPullRequest,
  head: branchOfPullRequest,
});

export type GiteaPullRequest = z.infer<typeof giteaPullRequest>;

export const giteaReview = z.object({
  id: z.number(),
  user: user.nullable(),
  state: z.string(),
  body: z.string().default(""),
  commit_id: z.string(),
  dismissed: z.boolean(),
  /** True for people whose reviews count. Everyone who can comment can press "approve". */
  official: z.boolean(),
  stale: z.boolean(),
  submitted_at: time,
});

export type GiteaReview = z.infer<typeof giteaReview>;

/** The names of labels. */
export const giteaLabels = z
  .array(z.object({ name: z.string() }))
  .nullish()
  .transform((labels) => (labels ?? []).map(({ name }) => name));

/** A pull request as an issue: its assignees. */
export const giteaIssue = z.object({
  assignees: z
    .array(z.object({ login: z.string() }))
    .nullish()
    .transform((people) => (people ?? []).map(({ login }) => login)),
});

export const giteaMilestone = z.object({ id: z.number(), title: z.string() });

export const giteaEvent = z.object({ type: z.string(), user: user.nullable() });

export const giteaBranch = z.object({
  commit: z.object({ id: z.string(), message: z.string().default(""), timestamp: z.string().default("") }),
});

const parents = z
  .array(z.object({ sha: z.string() }))
  .nullish()
  .transform((given) => given ?? []);

export const giteaCommit = z.object({ sha: z.string(), parents });

/** For a folder, a list. */
export const giteaContents = z.union([
  z.object({ type: z.string(), sha: z.string(), content: z.string().nullish() }),
  z.array(z.unknown()).transform(() => ({ type: "dir", sha: "", content: undefined })),
]);

const signature = z.object({ name: z.string().default(""), email: z.string().default("") });

/** `author` and `committer` are Gitea accounts with the commit's address, if any. */
const comparedCommit = z.object({
  sha: z.string(),
  parents,
  author: z.object({ login: z.string() }).nullish().catch(undefined),
  committer: z.object({ login: z.string() }).nullish().catch(undefined),
  commit: z.object({ author: signature.nullish(), committer: signature.nullish() }),
});

export type GiteaCommit = z.infer<typeof comparedCommit>;

/** One page of the entries of a folder. */
export const giteaTree = z.object({
  tree: z
    .array(
      z.object({
        path: z.string(),
        mode: z.string(),
        type: z.string(),
        sha: z.string(),
        size: z.number().default(0),
      }),
    )
    .nullish()
    .transform((entries) => entries ?? []),
  truncated: z.boolean().default(false),
});

export const giteaBlob = z.object({ content: z.string().nullish() });

/** The commits that changed a file, newest first. */
export const giteaHistory = z.array(
  z.object({
    sha: z.string(),
    commit: z.object({ author: z.object({ name: z.string().default(""), date: time }) }),
  }),
);

export const giteaCommitted = z.object({ commit: z.object({ sha: z.string() }) });

export const giteaComparison = z.object({ total_commits: z.number() });

export const giteaComparedCommits = giteaComparison.extend({
  commits: z
    .array(comparedCommit)
    .nullish()
    .transform((commits) => commits ?? []),
});

export const giteaRepository = z.object({
  /** Without a commit: Gitea then has no list of pull requests. */
  empty: z.boolean().default(false),
  default_merge_style: z.string().default("merge"),
});

/** The refs that begin with a name, as Git has them. */
export const giteaRef = z.array(z.object({ ref: z.string(), object: z.object({ sha: z.string() }) }));

export const giteaRefs = z.union([z.array(z.unknown()), z.object({ ref: z.string() })]);
