/** For tests: a repository in memory, with pull requests that the test lists. */
import type { ChangedFile, GitProvider, PullRequest } from "#lib/git/types";
import type { ResourceType } from "#lib/kubernetes/types";
import { formatTrailers } from "#lib/request/trailers";
import type { Operation } from "#lib/request/types";

export interface FakePullRequest extends Partial<PullRequest> {
  number: number;
  operation?: Operation;
  namespace?: string;
  /** Of the object; default: `w<number>`. */
  name?: string;
}

/** A pull request about an object of the type, merged unless the test says otherwise. */
export function makePullRequest(
  { cluster, group, version, kind, plural }: ResourceType,
  { operation = "create", namespace = "team-a", number, name = `w${number}`, ...changes }: FakePullRequest,
): PullRequest {
  const object = { cluster, group, version, kind, plural, namespace, name };
  const trailers = formatTrailers({ operation, object, path: `x/${number}.yaml` });
  const at = "2026-01-01T00:00:00Z";
  return {
    ...{ number, url: "", branch: `b${number}`, title: "Create", body: `words\n\n${trailers}\n` },
    ...{ state: "merged", author: { id: "bo", name: "Bo" }, reviews: [], pushers: [] },
    ...{ createdAt: at, updatedAt: at, headCommit: `${number}` },
    ...changes,
  };
}

/** Lists the pull requests as they are at each call; `fileOf` is the file that an open one adds. */
export function createFakeRepository(
  pulls: readonly PullRequest[],
  fileOf: (number: number) => ChangedFile = (number) => ({ path: `x/${number}.yaml` }),
) {
  const listeners = new Set<() => void>();
  const changedFiles = async (number: number, head: string, target: string) => {
    const same = { result: head, proposed: head, conflicts: [], authors: [] };
    return { head, base: "", target, files: [fileOf(number)], ...same };
  };
  const git = {
    repository: { provider: "local", name: "requests", url: "", branch: "main" },
    headCommit: async () => "0".repeat(40),
    readFile: async () => undefined,
    listFiles: async () => [],
    contains: async () => false,
    listPullRequests: async () => pulls.map((pull) => ({ ...pull })).reverse(),
    changedFiles,
    changedFilesOf: (asked: readonly { number: number; head: string }[], target: string) =>
      Promise.all(asked.map(({ number, head }) => changedFiles(number, head, target))),
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { git: git as unknown as GitProvider, listeners };
}
