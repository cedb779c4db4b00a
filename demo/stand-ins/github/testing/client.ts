/** A client of the stand-in for tests, and changes that people make there. */
import { Octokit } from "@octokit/core";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";

/** Parameters of the repository in routes. */
export const AT = { owner: "acme", repo: "requests" };

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** @param token without it, the client sends none */
export function createClient({ url }: Pick<GitHubStandIn, "url">, token?: string): Octokit {
  return new Octokit({ auth: token, baseUrl: `${url}/api/v3`, log: silent });
}

export function signIn(standIn: GitHubStandIn, login: string): Octokit {
  return createClient(standIn, standIn.tokens[login]);
}

export async function readTip(client: Octokit, branch = "main"): Promise<string> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/git/ref/{ref}", {
    ...AT,
    ref: `heads/${branch}`,
  });
  return data.object.sha;
}

const COMMIT = `mutation Commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

export interface FileCommit {
  branch: string;
  path: string;
  /** Null removes the file. */
  content: string | null;
  /** The head that the client expects; by default the current one. */
  expected?: string;
}

/** Commits one file on a branch and returns the id of the commit. */
export async function commitFile(client: Octokit, commit: FileCommit): Promise<string> {
  const { branch, path, content, expected = await readTip(client, branch) } = commit;
  const fileChanges =
    content === null
      ? { deletions: [{ path }] }
      : { additions: [{ path, contents: Buffer.from(content).toString("base64") }] };
  const answer = await client.graphql<{ createCommitOnBranch: { commit: { oid: string } } }>(COMMIT, {
    input: {
      branch: { repositoryNameWithOwner: "acme/requests", branchName: branch },
      expectedHeadOid: expected,
      message: { headline: `Change ${path}` },
      fileChanges,
    },
  });
  return answer.createCommitOnBranch.commit.oid;
}

export interface Change {
  branch: string;
  number: number;
  head: string;
}

let opened = 0;

/** A branch from main, by default a new one, a commit of one file on it, and a pull request. */
export async function openChange(
  client: Octokit,
  {
    branch = `change-${++opened}`,
    path = `team-a/${branch}.yaml`,
    content = "kind: Database\n",
  }: Partial<FileCommit> = {},
): Promise<Change> {
  const ref = `refs/heads/${branch}`;
  await client.request("POST /repos/{owner}/{repo}/git/refs", { ...AT, ref, sha: await readTip(client) });
  const head = await commitFile(client, { branch, path, content });
  const { data } = await client.request("POST /repos/{owner}/{repo}/pulls", {
    ...AT,
    title: `Change ${branch}`,
    head: branch,
    base: "main",
  });
  return { branch, number: data.number, head };
}

export async function approve(client: Octokit, { number, head }: Change): Promise<void> {
  await client.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
    ...AT,
    pull_number: number,
    commit_id: head,
    event: "APPROVE",
  });
}

export async function merge(client: Octokit, { number, head }: Change): Promise<string> {
  const { data } = await client.request("PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge", {
    ...AT,
    pull_number: number,
    sha: head,
  });
  return data.sha;
}
