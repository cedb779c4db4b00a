/** What Gitea answers, as far as it is read here. */
import { z } from "zod";

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

const user = z
  .object({ login: z.string(), full_name: z.string().default("") })
  .transform(({ login, full_name }) => ({ id: login, name: full_name || login }));

export const giteaUser = user;

/** `label` is the branch's name; `ref` becomes another when the branch is gone. */
const branchOfPullRequest = z.object({ label: z.string(), sha: z.string(), repo_id: z.number() });

export const giteaPullRequest = z.object({
  number: z.number(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().default(""),
  state: z.enum(["open", "closed"]),
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
  /** By someone whose reviews count: anyone who may comment can press "approve". */
  official: z.boolean(),
  stale: z.boolean(),
  submitted_at: time,
});

export type GiteaReview = z.infer<typeof giteaReview>;

export const giteaEvent = z.object({ type: z.string(), user: user.nullable() });

export const giteaBranch = z.object({ commit: z.object({ id: z.string() }) });

export const giteaCommit = z.object({ sha: z.string() });

/** A folder is a list. */
export const giteaContents = z.union([
  z.object({ type: z.string(), sha: z.string(), content: z.string().nullish() }),
  z.array(z.unknown()).transform(() => ({ type: "dir", sha: "", content: undefined })),
]);

export const giteaChangedFile = z.object({
  filename: z.string(),
  previous_filename: z.string().optional(),
  status: z.string(),
});

export const giteaCommitted = z.object({ commit: z.object({ sha: z.string() }) });

export const giteaComparison = z.object({ total_commits: z.number() });

export const giteaRepository = z.object({
  /** Without a commit: Gitea then has no list of its pull requests. */
  empty: z.boolean().default(false),
  default_merge_style: z.string().default("merge"),
});

export const giteaRefs = z.union([z.array(z.unknown()), z.object({ ref: z.string() })]);
