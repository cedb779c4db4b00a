import { describe, expect, it } from "vitest";
import { type Place, planBlobCalls } from "#lib/git/gitlab/blob-calls";

const places = (commits: number, paths: number): Place[] =>
  Array.from({ length: commits * paths }, (_, index) => ({
    commit: `c${index % commits}`,
    path: `${Math.floor(index / commits)}.yaml`,
  }));

describe("the queries for blobs", () => {
  it.each([
    { commits: 0, paths: 0, calls: 0, reason: "nothing is read" },
    { commits: 1, paths: 3, calls: 1, reason: "paths of one commit are one list" },
    { commits: 1, paths: 92, calls: 1, reason: "a list of 92 paths stays below the limit" },
    { commits: 1, paths: 93, calls: 2, reason: "one more path needs another query" },
    { commits: 11, paths: 1, calls: 1, reason: "a list for each commit costs more than a path" },
    { commits: 12, paths: 1, calls: 2, reason: "one more commit needs another query" },
  ])("are $calls for $commits commits with $paths paths: $reason", ({ commits, paths, calls }) => {
    const wanted = places(commits, paths);
    const planned = planBlobCalls(wanted);
    expect(planned).toHaveLength(calls);
    const found = planned.flat().flatMap((group) => group.paths.map((path) => `${group.commit} ${path}`));
    expect(found.sort()).toEqual(wanted.map(({ commit, path }) => `${commit} ${path}`).sort());
  });
});
