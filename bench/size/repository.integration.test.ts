import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildHistory } from "#bench/size/history";
import { CLUSTER, OFFERS } from "#bench/size/offers";
import { BRANCH, createRepository, REPOSITORY } from "#bench/size/repository";
import { createLocalProvider } from "#lib/git/embedded/provider";
import type { GitProvider, PullRequest } from "#lib/git/types";
import { type DeriveContext, deriveRequest } from "#lib/request/derive/request";
import { identifyFile } from "#lib/request/file/identified-file";
import { parseManifest } from "#lib/request/file/manifest";
import { compilePathTemplate, DEFAULT_PATH_TEMPLATE } from "#lib/request/file/path";

const history = buildHistory({ requests: 200, open: 12 });
let folder: string;
let tip: string;
let provider: GitProvider;
/** Oldest first, as in the history. */
let pullRequests: PullRequest[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-size-"));
  tip = createRepository(folder, history);
  provider = createLocalProvider({ path: folder, name: REPOSITORY, branch: BRANCH });
  pullRequests = (await provider.listPullRequests()).toReversed();
}, 60_000);

afterAll(() => {
  provider.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** A portal whose cluster serves and offers the three kinds. */
function describeContext(): DeriveContext {
  return {
    repository: provider.repository,
    pathTemplate: compilePathTemplate(DEFAULT_PATH_TEMPLATE),
    cluster: CLUSTER,
    findEntry(id) {
      const offer = OFFERS.find((one) => one.id === id);
      return offer && { id, title: offer.title, icon: "box" };
    },
    findKind(_cluster, group, kind) {
      const offer = OFFERS.find((one) => one.group === group && one.kind === kind);
      return offer && { plural: offer.plural, namespaced: true };
    },
  };
}

describe("createRepository", () => {
  it("writes pull requests from whose trailers the portal derives the planned requests", () => {
    const derived = pullRequests.map((pullRequest) => deriveRequest(pullRequest, describeContext()));
    expect(derived).toEqual(
      history.requests.map(({ number, state, operation, offer, object, path, author, openedAt, updatedAt }) =>
        expect.objectContaining({
          id: `${REPOSITORY}-${number}`,
          operation,
          entry: { id: offer.id, title: offer.title, icon: "box" },
          object,
          path,
          author: { id: author.user, name: author.name },
          createdAt: openedAt,
          updatedAt,
          pullRequest: expect.objectContaining({ number, state }),
        }),
      ),
    );
  });

  it("writes open pull requests whose one file is what the trailers claim, without a conflict", async () => {
    const open = pullRequests.filter(({ state }) => state === "open");
    expect(open).toHaveLength(12);
    for (const pullRequest of open) {
      const { number, headCommit } = pullRequest;
      const { files, conflicts } = await provider.changedFiles(number, headCommit, tip);
      expect(conflicts).toEqual([]);
      const derived = deriveRequest(pullRequest, describeContext(), files.map(identifyFile));
      expect(derived).toEqual(deriveRequest(pullRequest, describeContext()));
    }
  });

  it("writes merged pull requests that the target branch contains", async () => {
    const merged = pullRequests.filter(({ state }) => state === "merged");
    for (const { mergeCommit = "", headCommit } of merged) {
      expect(await provider.contains(tip, mergeCommit)).toBe(true);
      expect(await provider.contains(tip, headCommit)).toBe(true);
    }
  });

  it("leaves the files of the planned objects on the target branch", async () => {
    const files = (await provider.listFiles(tip)).filter(({ path }) => path !== "README.md");
    const texts = await provider.readTexts(files.map(({ blob }) => blob));
    const found = files.map(({ path }, index) => [path, parseManifest(texts[index] ?? "").manifest] as const);
    expect(new Map(found)).toEqual(new Map(history.objects.map(({ path, manifest }) => [path, manifest])));
  });
});

describe("buildHistory", () => {
  it("leaves about 2,000 objects after 5,000 requests, of which 500 are open", () => {
    const { requests, objects } = buildHistory({ requests: 5_000, open: 500 });
    const count = (state: string) => requests.filter((request) => request.state === state).length;
    expect({ open: count("open"), closed: count("closed") }).toEqual({ open: 500, closed: 500 });
    expect(Math.abs(objects.length - 2_000)).toBeLessThan(200);
  });
});
