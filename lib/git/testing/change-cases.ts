import assert from "node:assert/strict";
import { isPortalError, type PortalError } from "#lib/errors";
import { keepError } from "#lib/git/batch";
import { ANA, BO, type ConformanceCase, SEED } from "#lib/git/testing/conformance";
import { type CommitShape, pushHistory } from "#lib/git/testing/push-history";
import type { AskedFiles, ChangeSet, GitProvider } from "#lib/git/types";

const ORDERS = "team-a/orders-db.yaml";
const CART = "team-a/shop/cart.yaml";
const TEXT = SEED[ORDERS] ?? "";
const [ONE, SEVEN] = [TEXT.replace("one", "ONE"), TEXT.replace("seven", "SEVEN")];
const LOST = "f".repeat(40);

/** A branch, and the change set that it must have. */
interface Shape {
  branch: string;
  reason: string;
  commits: Omit<CommitShape, "branch">[];
  /** While the target branch has no other change of these files; not checked where its histories cross. */
  paths?: string[];
  /** It cannot be merged after the target branch changed the same files. */
  conflicts?: true;
  /** A host that merges lines can merge them. */
  mergesByLines?: true;
  /** The number of files that nobody can review. */
  irregular?: number;
  /** Nobody can merge it at all. */
  isRefused?: true;
}

const from = (parent: string, files: CommitShape["files"]) => ({ parents: [parent], files });

const SHAPES: Shape[] = [
  {
    branch: "clean",
    reason: "the usual request",
    commits: [from("start", { "new.yaml": "new\n" })],
    paths: ["new.yaml"],
  },
  {
    branch: "several",
    reason: "a pushed commit is part of the request",
    commits: [
      from("start", { "s.yaml": "1\n", "gone.yaml": "x\n" }),
      from("several", { "s.yaml": "2\n", "gone.yaml": null, "t.yaml": "t\n" }),
    ],
    paths: ["s.yaml", "t.yaml"],
  },
  {
    branch: "removal",
    reason: "a removed file has no text",
    commits: [from("start", { [CART]: null })],
    paths: [CART],
  },
  {
    branch: "overlap",
    reason: "both sides change different lines",
    commits: [from("start", { [ORDERS]: ONE })],
    paths: [ORDERS],
    conflicts: true,
    mergesByLines: true,
  },
  {
    branch: "clash",
    reason: "both sides change the same line",
    commits: [from("start", { [ORDERS]: TEXT.replace("seven", "7"), "beside.yaml": "x\n" })],
    paths: [ORDERS, "beside.yaml"],
    conflicts: true,
  },
  {
    branch: "same",
    reason: "both sides make the same change",
    commits: [from("start", { [ORDERS]: SEVEN })],
    paths: [ORDERS],
  },
  {
    branch: "place",
    reason: "a file stands where the target branch adds a folder",
    commits: [from("start", { place: "x\n" })],
    paths: ["place"],
    conflicts: true,
  },
  {
    branch: "inside",
    reason: "a folder stands where the target branch adds a file",
    commits: [from("start", { "folder/x.yaml": "x\n" })],
    paths: ["folder/x.yaml"],
    conflicts: true,
  },
  {
    branch: "irregular",
    reason: "nobody can review a link, a submodule, other bytes or a large file",
    commits: [
      from("start", {
        link: { mode: "120000", content: "README.md" },
        module: { mode: "160000", content: "a".repeat(40) },
        bytes: { mode: "100644", content: Buffer.from([0xff, 0]) },
        large: "x".repeat(1_100_000),
        "README.md": { mode: "120000", content: "elsewhere" },
        run: { mode: "100755", content: "run\n" },
      }),
    ],
    paths: ["README.md", "bytes", "large", "link", "module", "run"],
    irregular: 5,
  },
  {
    branch: "many",
    reason: "the portal reads at most 100 files",
    commits: [
      from(
        "start",
        Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`many/${index}.yaml`, `${index}\n`])),
      ),
    ],
    paths: Array.from({ length: 101 }, (_, index) => `many/${index}.yaml`),
    irregular: 101,
  },
  {
    branch: "crossed",
    reason: "each side merged the other, so there are two merge bases",
    commits: [from("part", {}), { parents: ["part", "elsewhere"], files: { "crossed.yaml": "x\n" } }],
  },
  {
    branch: "updated",
    reason: "the target branch was merged into the branch",
    commits: [from("start", { "updated.yaml": "x\n" }), { parents: ["updated", "elsewhere"], files: {} }],
  },
  { branch: "unchanged", reason: "the branch is part of the target branch", commits: [], paths: [] },
  {
    branch: "orphan",
    reason: "the branch has no commit in common with the target branch",
    commits: [{ parents: [], files: { "orphan.yaml": "x\n" } }],
    isRefused: true,
  },
];

/** The moves of the target branch, and the files that both sides then changed. */
const MOVES: { name: string; commits: CommitShape[]; overlaps: boolean }[] = [
  { name: "before the target branch moved", commits: [], overlaps: false },
  {
    name: "after the target branch moved elsewhere",
    commits: [
      { branch: "main", parents: ["main", "elsewhere"], files: {} },
      { branch: "main", parents: ["main", "part"], files: {} },
    ],
    overlaps: false,
  },
  {
    name: "after the target branch changed the same files",
    commits: [{ branch: "main", ...from("main", { [ORDERS]: SEVEN, "place/x.yaml": "x\n", folder: "x\n" }) }],
    overlaps: true,
  },
];

/** The change sets of many pull requests equal those of one at a time. */
export const changeCases: ConformanceCase[] = [
  {
    name: "reads the changes of many pull requests as it reads each one alone",
    reason: "the list of requests and the page of one request must agree",
    async run({ provider, another, remote, refusesOverlappingChange }) {
      const start = (await provider.headCommit()) ?? "";
      await pushHistory(remote, [
        { branch: "start", ...from(start, {}) },
        { branch: "part", ...from(start, { "part.yaml": "x\n" }) },
        { branch: "elsewhere", ...from(start, { "other.yaml": "x\n" }) },
      ]);
      const pushed = await pushHistory(
        remote,
        SHAPES.flatMap(({ branch, commits }) => commits.map((commit) => ({ branch, ...commit }))),
      );
      const input = { branch: "work", title: "Add", body: "", message: "Add" };
      const files = [{ path: "work.yaml", content: "x\n", base: null }];
      const { number, headCommit } = await provider.openPullRequest({ ...input, files }, ANA);
      const closed = await provider.openPullRequest({ ...input, files, branch: "closed" }, ANA);
      await provider.close(closed.number, BO);
      const asked = [
        ...SHAPES.map(({ branch }) => ({ number, head: pushed.get(branch) ?? start })),
        { number, head: headCommit },
        { number: closed.number, head: closed.headCommit },
        { number, head: LOST },
        { number, head: "--all" },
        { number: 99, head: start },
      ];
      // It reads one pull request at a time, and has its own caches.
      const other = another();
      for (const { name, commits, overlaps } of MOVES) {
        if (commits.length > 0) await pushHistory(remote, commits);
        const target = await provider.headCommit();
        const found = await provider.changedFilesOf(asked, target);
        const alone = await readAlone(other, asked);
        assert.deepEqual(found.map(describeResult), alone.map(describeResult), name);
        assert.deepEqual(found.slice(-3).map(findCode), ["conflict", "conflict", "not-found"]);
        for (const [index, shape] of SHAPES.entries()) {
          const merges = !overlaps || (shape.mergesByLines && !refusesOverlappingChange);
          assertShape(found[index], shape, !merges && shape.conflicts === true);
        }
      }
      const last = await provider.changedFilesOf(asked);
      const fresh = await another().changedFilesOf(asked);
      assert.deepEqual(last.map(describeResult), fresh.map(describeResult), "without a cache");
    },
  },
];

function assertShape(
  result: ChangeSet | PortalError | undefined,
  { branch, paths, irregular = 0, isRefused }: Shape,
  conflicts: boolean,
): void {
  assert.equal(isPortalError(result), isRefused === true, branch);
  if (result === undefined || isPortalError(result) || paths === undefined) return;
  assert.deepEqual(result.files.map(({ path }) => path).sort(), [...paths].sort(), branch);
  assert.equal(result.conflicts.length > 0, conflicts, branch);
  assert.equal(result.files.filter((file) => file.irregular !== undefined).length, irregular, branch);
}

function readAlone(
  provider: GitProvider,
  asked: readonly AskedFiles[],
): Promise<(ChangeSet | PortalError)[]> {
  return Promise.all(asked.map(({ number, head }) => provider.changedFiles(number, head).catch(keepError)));
}

/** The causes of two equal errors differ. */
function describeResult(result: ChangeSet | PortalError) {
  return isPortalError(result) ? { code: result.code, detail: result.detail } : result;
}

function findCode(result: ChangeSet | PortalError | undefined) {
  return isPortalError(result) ? result.code : undefined;
}
