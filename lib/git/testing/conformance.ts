import assert from "node:assert/strict";
import { type ErrorCode, isPortalError } from "#lib/errors";
import type {
  ChangedFile,
  FileChange,
  GitActor,
  GitProvider,
  Judged,
  OpenPullRequestInput,
  PullRequest,
} from "#lib/git/types";

/** The context of a case: a repository with only `SEED` in it. */
interface ConformanceContext {
  provider: GitProvider;
  /** Another provider on the same repository, as in another process. */
  another(): GitProvider;
  /** The host itself refuses approvals by the author. */
  refusesOwnApproval?: boolean;
  /**
   * The host cannot return the result of a merge where both sides changed a file, so it refuses such a merge.
   */
  refusesOverlappingChange?: boolean;
  /** Number of concurrent pull requests: many, where that is cheap. */
  crowd: number;
  /** Where Bo pushes with plain Git: a path, or a URL with the sign-in. */
  remote: string;
  /** Bo pushes one more commit with plain Git: `content` at `path` of the branch. Returns the commit. */
  push(branch: string, path: string, content: string): Promise<string>;
}

export interface ConformanceCase {
  name: string;
  /** Why a portal needs it. */
  reason: string;
  /** The case only tries refused calls, so all such cases can share a repository. */
  changesNothing?: true;
  run(context: ConformanceContext): Promise<void>;
}

/** The files of the first commit. */
export const SEED: Readonly<Record<string, string>> = {
  "README.md": "# Requests\n",
  "team-a/orders-db.yaml": "one\ntwo\nthree\nfour\nfive\nsix\nseven\n",
  "team-a/shop/cart.yaml": "cart\n",
};

export const ANA: GitActor = { id: "ana", name: "Ana Díaz", email: "ana@example.org" };
export const BO: GitActor = { id: "bo", name: "Bo", email: "bo@example.org" };

const ORDERS = "team-a/orders-db.yaml";

/** The behaviour that every provider must have. A provider's test runs all cases. */
export const conformanceCases: ConformanceCase[] = [
  {
    name: "reads a file from the target branch, a branch and a commit",
    reason: "previews compare with main, reviews with the branch",
    async run({ provider }) {
      const file = await provider.readFile("README.md");
      assert.equal(file?.content, SEED["README.md"]);
      assert.match(file?.blob ?? "", /^[0-9a-f]{40,64}$/);
      const opened = await open(provider, "read", [put("new.yaml", "new\n")]);
      assert.equal((await provider.readFile("new.yaml", "read"))?.content, "new\n");
      assert.equal((await provider.readFile("new.yaml", opened.headCommit))?.content, "new\n");
      assert.equal(await provider.readFile("new.yaml"), undefined);
      assert.equal(await provider.readFile("new.yaml", "no-such-branch"), undefined);
      assert.equal(await provider.readFile("team-a"), undefined);
    },
  },
  {
    name: "lists and reads all files of a commit",
    reason: "the portal finds the file of an object in any folder",
    async run({ provider }) {
      const before = (await provider.headCommit()) ?? "";
      const listed = await provider.listFiles(before);
      assert.deepEqual(listed.map(({ path }) => path).sort(), Object.keys(SEED).sort());
      const texts = await provider.readTexts(listed.map(({ blob }) => blob));
      assert.deepEqual(
        texts,
        listed.map(({ path }) => SEED[path]),
      );
      assert.equal(listed.find(({ path }) => path === "README.md")?.size, SEED["README.md"]?.length);
      const { number } = await open(provider, "elsewhere", [put("elsewhere/é b.yaml", "new\n")]);
      await merge(provider, number);
      const after = (await provider.headCommit()) ?? "";
      assert.ok((await provider.listFiles(after)).some(({ path }) => path === "elsewhere/é b.yaml"));
      assert.equal((await provider.listFiles(before)).length, listed.length);
      assert.deepEqual(await provider.readTexts(["0".repeat(40)]), [undefined]);
    },
  },
  {
    name: "describes the access of the portal's account",
    reason: "the person who installs the portal sees what the account lacks",
    changesNothing: true,
    async run({ provider }) {
      const { hasBranch, missing, deliveredAt } = await provider.describeAccess();
      assert.deepEqual(
        { hasBranch, missing, deliveredAt },
        { hasBranch: true, missing: [], deliveredAt: undefined },
      );
    },
  },
  {
    name: "finds the last commit of a file",
    reason: "a file that a person committed with Git has no request with its author",
    async run({ provider }) {
      assert.equal(await provider.lastChange("team-a/missing.yaml"), undefined);
      const opened = await open(provider, "history", [await change(provider, ORDERS, "changed\n")]);
      await merge(provider, opened.number);
      const last = await provider.lastChange(ORDERS);
      assert.equal(last?.id, opened.headCommit);
      assert.notEqual(last?.author, "");
      assert.match(last?.at ?? "", /^\d{4}-\d\d-\d\dT/);
      assert.notEqual((await provider.lastChange("README.md"))?.id, opened.headCommit);
    },
  },
  {
    name: "writes several files with one commit, one branch and one pull request",
    reason: "a request is all or nothing",
    async run({ provider }) {
      const main = await provider.headCommit();
      const opened = await open(provider, "several", [
        put("a/b/c/deep.yaml", "deep\n"),
        put("team-a/new.yaml", "new\n"),
        await change(provider, ORDERS, "changed\n"),
        await change(provider, "team-a/shop/cart.yaml", null),
      ]);
      assert.equal(opened.state, "open");
      assert.equal(opened.branch, "several");
      assert.deepEqual(opened.author, { id: ANA.id, name: ANA.name });
      assert.equal(await provider.headCommit("several"), opened.headCommit);
      assert.equal(await provider.headCommit(), main);
      const changed = await readFiles(provider, opened.number);
      assert.deepEqual(
        changed.map(({ path, before, after }) => [path, before, after]).sort(),
        [
          ["a/b/c/deep.yaml", undefined, "deep\n"],
          ["team-a/new.yaml", undefined, "new\n"],
          [ORDERS, SEED[ORDERS], "changed\n"],
          ["team-a/shop/cart.yaml", SEED["team-a/shop/cart.yaml"], undefined],
        ].sort(),
      );
    },
  },
  {
    name: "keeps the title and the body unchanged",
    reason: "the request is derived from them",
    async run({ provider }) {
      const title = 'Create "größer" — $(id) `id` 日本';
      const body = "First line.\n\nVitrine-Operation: create\n";
      const opened = await provider.openPullRequest(
        { branch: "words", title, body, message: "-m --amend\n\nBody", files: [put("x.yaml", "é\u0000x")] },
        ANA,
      );
      const read = await provider.getPullRequest(opened.number);
      assert.deepEqual([read?.title, read?.body], [title, body]);
      assert.equal((await provider.readFile("x.yaml", "words"))?.content, "é\u0000x");
    },
  },
  {
    name: "records approvals, also by the author if the host allows it",
    reason: "the caller decides who may approve, and Git records the approval",
    async run({ provider, refusesOwnApproval }) {
      const { number } = await open(provider, "approve", [put("x.yaml", "x\n")]);
      const judged = await judge(provider, number);
      let approved = await provider.approve(number, BO, judged, "Fine.");
      const expected: unknown[] = [["bo", "approved", "Fine."]];
      if (refusesOwnApproval) {
        await refused(provider.approve(number, ANA, judged), "forbidden");
      } else {
        approved = await provider.approve(number, ANA, judged);
        expected.push(["ana", "approved", undefined]);
      }
      assert.deepEqual(
        approved.reviews.map(({ actor, verdict, comment }) => [actor.id, verdict, comment]),
        expected,
      );
      assert.equal(approved.state, "open");
    },
  },
  {
    name: "adds a commit to an open pull request, whose approvals then no longer count",
    reason: "the author changes an open request, and an approver has to see the change",
    async run({ provider, another }) {
      const { number, branch, headCommit, title } = await open(provider, "amend", [put("x.yaml", "one\n")]);
      await provider.approve(number, BO, await judge(provider, number));
      const amended = await amend(provider, number, "x.yaml", "two\n");
      assert.deepEqual([amended.number, amended.branch, amended.title], [number, branch, title]);
      assert.equal(amended.body, "Amended: two\n");
      assert.notEqual(amended.headCommit, headCommit);
      assert.equal(await provider.headCommit("amend"), amended.headCommit);
      assert.ok(await provider.contains(amended.headCommit, headCommit), "keeps the first commit");
      assert.deepEqual(await readFiles(provider, number), [{ path: "x.yaml", after: "two\n" }]);
      const seen = await another().getPullRequest(number);
      assert.deepEqual(
        seen?.reviews.filter(({ verdict }) => verdict === "approved"),
        [],
      );
      assert.deepEqual([seen?.body, seen?.author.id], [amended.body, ANA.id]);
      await provider.approve(number, BO, await judge(provider, number));
      await merge(provider, number);
      assert.equal((await provider.readFile("x.yaml"))?.content, "two\n");
    },
  },
  {
    name: "replaces the body alone where an amendment has no files",
    reason: "a portal that stopped after the commit completes the change",
    async run({ provider }) {
      const { number, headCommit: head } = await open(provider, "body", [put("x.yaml", "one\n")]);
      const amended = await provider.amendPullRequest(
        number,
        { head, body: "New", message: "", files: [] },
        ANA,
      );
      assert.deepEqual([amended.headCommit, amended.body], [head, "New"]);
    },
  },
  {
    name: "refuses an amendment of a branch that moved",
    reason: "a change must not cover a push that its author did not see",
    async run({ provider, push }) {
      const { number, headCommit: head, body } = await open(provider, "moved", [put("x.yaml", "one\n")]);
      const base = (await provider.readFile("x.yaml", head))?.blob ?? null;
      const pushed = await push("moved", "x.yaml", "pushed\n");
      const files = [{ path: "x.yaml", content: "two\n", base }];
      const input = { head, body: "New", message: "Amend", files };
      await refused(provider.amendPullRequest(number, input, ANA), "conflict");
      assert.equal(await provider.headCommit("moved"), pushed);
      assert.equal((await provider.getPullRequest(number))?.body, body);
    },
  },
  {
    name: "accepts one of ten concurrent amendments from two processes",
    reason: "a change that another change covers is lost",
    async run({ provider, another }) {
      const { number, headCommit: head } = await open(provider, "ten", [put("x.yaml", "one\n")]);
      const base = (await provider.readFile("x.yaml", head))?.blob ?? null;
      const providers = [provider, another()];
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, (_, index) => {
          const files = [{ path: "x.yaml", content: `${index}\n`, base }];
          const input = { head, body: `${index}`, message: "Amend", files };
          return (providers[index % 2] ?? provider).amendPullRequest(number, input, ANA);
        }),
      );
      const made = outcomes.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      assert.equal(made.length, 1);
      for (const outcome of outcomes)
        if (outcome.status === "rejected") assertCode(outcome.reason, "conflict");
      assert.equal(await provider.headCommit("ten"), made[0]?.headCommit);
      assert.deepEqual(await readFiles(provider, number), [{ path: "x.yaml", after: `${made[0]?.body}\n` }]);
    },
  },
  {
    name: "adds the files to the target branch and deletes the branch on a merge",
    reason: "the GitOps agent applies the target branch",
    async run({ provider }) {
      const { number, headCommit } = await open(provider, "merge/me", [put("x/y.yaml", "y\n")]);
      const merged = await merge(provider, number);
      assert.equal(merged.state, "merged");
      assert.deepEqual(merged.mergedBy, { id: BO.id, name: BO.name });
      assert.ok(merged.mergedAt);
      assert.equal((await provider.readFile("x/y.yaml"))?.content, "y\n");
      assert.equal((await provider.readFile("README.md"))?.content, SEED["README.md"]);
      assert.equal(await provider.headCommit("merge/me"), undefined);
      const main = (await provider.headCommit()) ?? "";
      assert.ok(await provider.contains(main, merged.mergeCommit ?? ""));
      assert.ok(await provider.contains(main, headCommit));
      assert.deepEqual(await readFiles(provider, number), [{ path: "x/y.yaml", after: "y\n" }]);
    },
  },
  {
    name: "refuses to approve or merge a commit that is not the head",
    reason: "a push between review and verdict must not be approved or merged",
    async run({ provider }) {
      const { number, headCommit } = await open(provider, "judged", [put("judged.yaml", "x\n")]);
      const stale = { head: headCommit.replace(/./g, "0") };
      await refused(provider.approve(number, BO, stale), "conflict");
      await refused(provider.merge(number, BO, stale), "conflict");
      assert.equal((await provider.getPullRequest(number))?.state, "open");
      const judged = { head: headCommit };
      assert.equal((await provider.approve(number, BO, judged)).reviews.length, 1);
      assert.equal((await provider.merge(number, BO, judged)).state, "merged");
    },
  },
  {
    name: "merges when other files of the target branch changed",
    reason: "requests of different teams do not block each other",
    async run({ provider }) {
      const first = await open(provider, "first", [put("first.yaml", "1\n")]);
      const second = await open(provider, "second", [put("second.yaml", "2\n")]);
      await merge(provider, first.number);
      assert.equal((await provider.merge(second.number, BO, { head: second.headCommit })).state, "merged");
      assert.equal((await provider.readFile("first.yaml"))?.content, "1\n");
      assert.equal((await provider.readFile("second.yaml"))?.content, "2\n");
      assert.equal((await readFiles(provider, second.number)).length, 1);
    },
  },
  {
    name: "refuses the second of two changes of the same lines and changes nothing",
    reason: "no change is lost without an error",
    async run({ provider }) {
      const first = await open(provider, "first", [await change(provider, ORDERS, "first\n")]);
      const second = await open(provider, "second", [await change(provider, ORDERS, "second\n")]);
      await merge(provider, first.number);
      const main = await provider.headCommit();
      const changes = await provider.changedFiles(second.number, second.headCommit);
      assert.deepEqual(changes.conflicts, [ORDERS]);
      assert.deepEqual(changes.files, [{ path: ORDERS, before: SEED[ORDERS], after: "second\n" }]);
      const error = await refused(merge(provider, second.number), "conflict");
      assert.ok(error.detail.includes(ORDERS), "names the file");
      assert.equal(await provider.headCommit(), main);
      assert.equal((await provider.getPullRequest(second.number))?.state, "open");
      assert.equal(await provider.headCommit("second"), second.headCommit);
    },
  },
  {
    name: "keeps two changes of different lines of one file or refuses the second",
    reason: "people must review the text of a line merge before it is merged",
    async run({ provider, refusesOverlappingChange }) {
      const text = SEED[ORDERS] ?? "";
      const [one, seven] = [text.replace("one", "ONE"), text.replace("seven", "SEVEN")];
      const first = await open(provider, "first", [await change(provider, ORDERS, one)]);
      const second = await open(provider, "second", [await change(provider, ORDERS, seven)]);
      const before = await judge(provider, second.number);
      await merge(provider, first.number);
      const changes = await provider.changedFiles(second.number, second.headCommit);
      if (refusesOverlappingChange) {
        assert.deepEqual(changes.conflicts, [ORDERS]);
        const error = await refused(merge(provider, second.number), "conflict");
        assert.ok(error.detail.includes(ORDERS), "names the file");
        return;
      }
      assert.deepEqual(changes.files, [{ path: ORDERS, before: one, after: seven.replace("one", "ONE") }]);
      assert.notEqual(changes.result, changes.proposed);
      for (const seen of [before, { head: second.headCommit }]) {
        await refused(provider.approve(second.number, BO, seen), "conflict");
        await refused(provider.merge(second.number, BO, seen), "conflict");
      }
      await merge(provider, second.number);
      assert.equal((await provider.readFile(ORDERS))?.content, seven.replace("one", "ONE"));
      const { files, result } = await provider.changedFiles(second.number, second.headCommit);
      assert.deepEqual({ files, result }, { files: changes.files, result: changes.result });
    },
  },
  {
    name: "records the result that an approval covers, which changes with the target branch",
    reason: "the approved files must equal the applied files",
    async run({ provider, refusesOverlappingChange }) {
      const text = SEED[ORDERS] ?? "";
      const first = await open(provider, "first", [
        await change(provider, ORDERS, text.replace("one", "ONE")),
      ]);
      const second = await open(provider, "second", [
        await change(provider, ORDERS, text.replace("seven", "SEVEN")),
      ]);
      await provider.approve(second.number, BO, await judge(provider, second.number));
      await merge(provider, first.number);
      if (refusesOverlappingChange) return;
      const { result } = await provider.changedFiles(second.number, second.headCommit);
      const reviews = async () => (await provider.getPullRequest(second.number))?.reviews ?? [];
      assert.notEqual((await reviews())[0]?.result, result);
      await provider.approve(second.number, BO, await judge(provider, second.number));
      assert.deepEqual(
        (await reviews()).map((review) => review.result),
        [result],
      );
    },
  },
  {
    name: "reads files at the requested commit after the branch moved",
    reason: "a push during a read must not show or cache another commit",
    async run({ provider, push }) {
      const { number, headCommit } = await open(provider, "flip", [put("flip.yaml", "benign\n")]);
      const pushed = await push("flip", "flip.yaml", "malicious\n");
      assert.notEqual(pushed, headCommit);
      for (const [head, text] of [
        [headCommit, "benign\n"],
        [pushed, "malicious\n"],
        [headCommit, "benign\n"],
      ] as const) {
        const changes = await provider.changedFiles(number, head);
        assert.equal(changes.head, head);
        assert.deepEqual(changes.files, [{ path: "flip.yaml", after: text }]);
      }
      await refused(provider.approve(number, BO, { head: headCommit }), "conflict");
      await refused(provider.merge(number, BO, { head: headCommit }), "conflict");
      await refused(provider.changedFiles(number, "f".repeat(40)), "conflict");
    },
  },
  {
    name: "lists the people who pushed to the branch",
    reason: "people may not approve their own pushes",
    async run({ provider, push }) {
      const { number, headCommit } = await open(provider, "pushed", [put("pushed.yaml", "x\n")]);
      const wrote = async (head: string, actor: GitActor) => {
        const { authors } = await provider.changedFiles(number, head);
        const { pushers = [] } = (await provider.getPullRequest(number)) ?? {};
        return (
          pushers.includes(actor.id) ||
          authors.some(({ id, email }) => id === actor.id || email === actor.email)
        );
      };
      assert.equal(await wrote(headCommit, BO), false);
      assert.equal(await wrote(headCommit, ANA), true, "the portal writes the first commit for the author");
      const pushed = await push("pushed", "pushed.yaml", "y\n");
      assert.equal(await wrote(pushed, BO), true);
    },
  },
  {
    name: "keeps one review of ten concurrent approvals by one person from two processes",
    reason: "each person has one review",
    async run({ provider, another }) {
      const { number } = await open(provider, "ten", [put("ten.yaml", "x\n")]);
      const judged = await judge(provider, number);
      const providers = [provider, another()];
      await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          (providers[index % 2] ?? provider).approve(number, BO, judged, `${index}`),
        ),
      );
      await provider.approve(number, BO, judged, "again");
      assert.equal((await another().getPullRequest(number))?.reviews.length, 1);
    },
  },
  {
    name: "grants one of forty concurrent claims of one name with different values from two processes",
    reason: "one idempotency key stands for one request",
    async run({ provider, another }) {
      const providers = [provider, another()];
      const claims = await Promise.allSettled(
        Array.from({ length: 40 }, (_, index) =>
          (providers[index % 2] ?? provider).claim("a".repeat(32), `value ${index}`),
        ),
      );
      const held = claims.flatMap((claim) => (claim.status === "fulfilled" ? [claim.value] : []));
      assert.equal(held.length, 1);
      for (const claim of claims) if (claim.status === "rejected") assertCode(claim.reason, "conflict");
      await refused(another().claim("a".repeat(32), "late"), "conflict");
      await held[0]?.();
      const release = await another().claim("a".repeat(32), "late");
      await release();
    },
  },
  {
    name: "shares a name between claims with the same value",
    reason: "a person can retry a submission whose claim remains after a crash",
    async run({ provider, another }) {
      const [first, second] = [
        await provider.claim("b".repeat(32), "x"),
        await another().claim("b".repeat(32), "x"),
      ];
      await refused(provider.claim("b".repeat(32), "y"), "conflict");
      await first();
      await second();
      const release = await provider.claim("b".repeat(32), "y");
      await release();
    },
  },
  {
    name: "refuses a change whose base changed",
    reason: "the person saw an older file",
    async run({ provider }) {
      const stale = await change(provider, ORDERS, "mine\n");
      const other = await open(provider, "other", [await change(provider, ORDERS, "theirs\n")]);
      await merge(provider, other.number);
      await refused(open(provider, "mine", [stale]), "conflict");
      assert.equal(await provider.headCommit("mine"), undefined);
    },
  },
  {
    name: "refuses to create a file that exists",
    reason: "a new request must not overwrite an existing resource",
    changesNothing: true,
    async run({ provider }) {
      await refused(open(provider, "again", [put(ORDERS, "x\n")]), "conflict");
    },
  },
  {
    name: "refuses to change or remove a file that no longer exists",
    reason: "a change must not recreate a removed resource",
    async run({ provider }) {
      const stale = await change(provider, ORDERS, "mine\n");
      const removal = await open(provider, "removal", [await change(provider, ORDERS, null)]);
      await merge(provider, removal.number);
      assert.equal(await provider.readFile(ORDERS), undefined);
      assert.equal((await provider.readFile("team-a/shop/cart.yaml"))?.content, "cart\n");
      await refused(open(provider, "mine", [stale]), "conflict");
      await refused(open(provider, "mine", [{ ...stale, content: null }]), "conflict");
    },
  },
  {
    name: "refuses a file at the path of a folder and a folder at the path of a file",
    reason: "Git cannot contain both",
    changesNothing: true,
    async run({ provider }) {
      await refused(open(provider, "file", [put("team-a", "x\n")]), "conflict");
      await refused(open(provider, "folder", [put("README.md/x.yaml", "x\n")]), "conflict");
    },
  },
  {
    name: "refuses contradictory changes and changes without an effect",
    reason: "an empty pull request has no use",
    changesNothing: true,
    async run({ provider }) {
      await refused(open(provider, "x", []), "invalid");
      await refused(open(provider, "x", [put("x", "1"), put("x", "2")]), "invalid");
      await refused(open(provider, "x", [put("x", "1"), put("x/y", "2")]), "invalid");
      await refused(open(provider, "x", [{ path: "gone.yaml", content: null, base: null }]), "invalid");
      await refused(open(provider, "x", [await change(provider, ORDERS, SEED[ORDERS] ?? "")]), "invalid");
    },
  },
  {
    name: "deletes the branch and keeps the target branch on a closing",
    reason: "a declined request must leave no branch",
    async run({ provider }) {
      const main = await provider.headCommit();
      const { number } = await open(provider, "close", [put("x.yaml", "x\n")]);
      const closed = await provider.close(number, BO);
      assert.equal(closed.state, "closed");
      assert.deepEqual(closed.closedBy, { id: BO.id, name: BO.name });
      assert.equal(await provider.headCommit("close"), undefined);
      assert.equal(await provider.headCommit(), main);
      assert.equal((await readFiles(provider, number)).length, 1, "what was proposed stays readable");
    },
  },
  {
    name: "refuses to amend, approve, merge or close a merged or closed request",
    reason: "the second of two concurrent actions must fail",
    async run({ provider }) {
      const merged = await open(provider, "one", [put("1.yaml", "x\n")]);
      const closed = await open(provider, "two", [put("2.yaml", "x\n")]);
      await merge(provider, merged.number);
      await provider.close(closed.number, BO);
      for (const { number, headCommit: head } of [merged, closed]) {
        await refused(provider.approve(number, BO, { head }), "conflict");
        await refused(provider.merge(number, BO, { head }), "conflict");
        await refused(provider.close(number, BO), "conflict");
        const input = { head, body: "", message: "Amend", files: [put("3.yaml", "x\n")] };
        await refused(provider.amendPullRequest(number, input, ANA), "conflict");
      }
    },
  },
  {
    name: "refuses a branch name that is in use and accepts it after a closing",
    reason: "a person can repeat a closed request, but not an open one",
    async run({ provider }) {
      const first = await open(provider, "vitrine/x", [put("1.yaml", "x\n")]);
      await refused(open(provider, "vitrine/x", [put("2.yaml", "x\n")]), "already-exists");
      await refused(open(provider, "vitrine", [put("2.yaml", "x\n")]), "already-exists");
      await refused(open(provider, "vitrine/x/y", [put("2.yaml", "x\n")]), "already-exists");
      await provider.close(first.number, BO);
      assert.equal((await open(provider, "vitrine/x", [put("2.yaml", "x\n")])).branch, "vitrine/x");
    },
  },
  {
    name: "lists the newest first and filters by state",
    reason: "pages show the newest requests first",
    async run({ provider }) {
      const opened: PullRequest[] = [];
      for (const name of ["a", "b", "c"])
        opened.push(await open(provider, name, [put(`${name}.yaml`, "x\n")]));
      const [a, b, c] = opened.map(({ number }) => number);
      assert.ok(a && b && c);
      await merge(provider, a);
      await provider.close(b, BO);
      const numbers = async (state?: PullRequest["state"]) =>
        (await provider.listPullRequests(state && { state })).map(({ number }) => number);
      assert.deepEqual(await numbers(), [c, b, a]);
      assert.deepEqual(await numbers("open"), [c]);
      assert.deepEqual(await numbers("merged"), [a]);
      assert.deepEqual(await numbers("closed"), [b]);
    },
  },
  {
    name: "returns the same data in another process",
    reason: "the portal stores nothing",
    async run({ provider, another }) {
      const { number } = await open(provider, "seen", [put("x.yaml", "x\n")]);
      await provider.approve(number, BO, await judge(provider, number), "Yes.");
      await merge(provider, number);
      const other = another();
      assert.deepEqual(await other.getPullRequest(number), await provider.getPullRequest(number));
      assert.deepEqual(await other.listPullRequests(), await provider.listPullRequests());
    },
  },
  {
    name: "returns undefined for a missing pull request and not-found for actions on it",
    reason: "links may be wrong",
    changesNothing: true,
    async run({ provider }) {
      assert.equal(await provider.getPullRequest(99), undefined);
      const head = (await provider.headCommit()) ?? "";
      await refused(provider.merge(99, BO, { head }), "not-found");
      await refused(provider.changedFiles(99, head), "not-found");
    },
  },
  {
    name: "contains is true for the commit and its ancestors only",
    reason: "the timeline shows Synced only when the applied commit includes the merge",
    async run({ provider }) {
      const before = (await provider.headCommit()) ?? "";
      const { number } = await open(provider, "x", [put("x.yaml", "x\n")]);
      const { mergeCommit = "" } = await merge(provider, number);
      assert.equal(await provider.contains(mergeCommit, mergeCommit), true);
      assert.equal(await provider.contains(mergeCommit, before), true);
      assert.equal(await provider.contains(before, mergeCommit), false);
      assert.equal(await provider.contains("f".repeat(40), before), false);
      assert.equal(await provider.contains("--all", before), false);
    },
  },
  {
    name: "notifies subscribers of changes by any process until they unsubscribe",
    reason: "pages show changes by any person and process",
    async run({ provider, another }) {
      const leave = provider.subscribe(() => assert.fail("called after it left"));
      leave();
      const heard = listen(provider);
      const { number } = await open(provider, "own", [put("x.yaml", "x\n")]);
      await heard.until(async () => (await provider.getPullRequest(number))?.state === "open");
      await merge(another(), number);
      await heard.until(async () => (await provider.getPullRequest(number))?.state === "merged");
    },
  },
  {
    name: "accepts one of forty concurrent merges from two processes",
    reason: "a merge happens once",
    async run({ provider, another }) {
      const { number, headCommit: head } = await open(provider, "race", [put("x.yaml", "x\n")]);
      const providers = [provider, another()];
      const outcomes = await Promise.allSettled(
        Array.from({ length: 40 }, (_, index) =>
          (providers[index % 2] ?? provider).merge(number, BO, { head }),
        ),
      );
      assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") assertCode(outcome.reason, "conflict");
      }
    },
  },
  {
    name: "gives each of many concurrent pull requests from two processes its own number",
    reason: "two processes must not use the same number",
    async run({ provider, another, crowd }) {
      const providers = [provider, another()];
      const opened = await Promise.all(
        Array.from({ length: crowd }, (_, index) =>
          open(providers[index % 2] ?? provider, `branch-${index}`, [put(`${index}.yaml`, "x\n")]),
        ),
      );
      assert.equal(new Set(opened.map(({ number }) => number)).size, crowd);
      assert.equal((await provider.listPullRequests({ state: "open" })).length, crowd);
    },
  },
  {
    name: "opens one pull request for ten concurrent openings of the same request",
    reason: "the same request is opened once",
    async run({ provider, another }) {
      const providers = [provider, another()];
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, (_, index) =>
          open(providers[index % 2] ?? provider, "same", [put("x.yaml", "x\n")]),
        ),
      );
      const opened = await provider.listPullRequests({ state: "open" });
      assert.equal(opened.length, 1);
      const made = outcomes.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      assert.ok(made.length > 0);
      for (const { number, headCommit } of made)
        assert.deepEqual([number, headCommit], [opened[0]?.number, opened[0]?.headCommit]);
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") assertCode(outcome.reason, "already-exists");
      }
    },
  },
  {
    name: "supports paths in any language",
    reason: "Git treats paths as bytes",
    async run({ provider }) {
      const path = "équipe/日本 語/a b'\"$x.yaml";
      const { number } = await open(provider, "unicode", [put(path, "x\n")]);
      assert.equal((await readFiles(provider, number))[0]?.path, path);
      await merge(provider, number);
      assert.equal((await provider.readFile(path))?.content, "x\n");
    },
  },
  ...[
    ["", "an empty path"],
    ["/etc/passwd", "an absolute path"],
    ["../outside.yaml", "a path to a parent folder"],
    ["a/../b.yaml", "a path with a parent folder"],
    ["./a.yaml", "a relative path"],
    ["a//b.yaml", "an empty path segment"],
    ["a/", "a folder"],
    [".git/config", "the folder of Git"],
    ["a/.GIT/hooks/x", "the folder of Git on a case-insensitive file system"],
    ["git~1/config", "the short name of the folder of Git on Windows"],
    ["a\\b.yaml", "a separator on Windows"],
    ["C:/x.yaml", "an absolute path on Windows"],
    ["a\nb.yaml", "a line break"],
    ["a\0b.yaml", "a NUL character"],
    ["a\u202eb.yaml", "a direction mark"],
    [`${"x".repeat(256)}.yaml`, "longer than file systems allow"],
  ].map(([path = "", reason = ""]) => ({
    name: `refuses the path ${JSON.stringify(path.slice(0, 30))}`,
    reason,
    changesNothing: true as const,
    async run({ provider }: ConformanceContext) {
      await refused(open(provider, "odd", [put(path, "x\n")]), "invalid");
      await refused(provider.readFile(path), "invalid");
      assert.equal(await provider.headCommit("odd"), undefined);
    },
  })),
  ...[".github/workflows/x.yaml", "CODEOWNERS", ".gitlab-ci.yml", "docs/.gitattributes"].map((path) => ({
    name: `never writes to ${path}`,
    reason: "the Git host runs or obeys the file, so a request could take over the repository",
    changesNothing: true as const,
    async run({ provider }: ConformanceContext) {
      await refused(open(provider, "reserved", [put(path, "x\n")]), "invalid");
      assert.equal(await provider.headCommit("reserved"), undefined);
      assert.equal(await provider.readFile(path), undefined);
    },
  })),
  ...["", "-d", "a b", "a..b", "a~1", "a:b", "x.lock", "/a", "a/", "a\nb", "@{-1}"].map((branch) => ({
    name: `refuses the branch name ${JSON.stringify(branch)}`,
    reason: "Git refuses it or interprets it as an option or a revision",
    changesNothing: true as const,
    async run({ provider }: ConformanceContext) {
      await refused(open(provider, branch, [put("x.yaml", "x\n")]), "invalid");
      assert.equal((await provider.listPullRequests()).length, 0);
    },
  })),
];

function put(path: string, content: string): FileChange {
  return { path, content, base: null };
}

async function change(provider: GitProvider, path: string, content: string | null): Promise<FileChange> {
  const file = await provider.readFile(path);
  assert.ok(file, `${path} exists`);
  return { path, content, base: file.blob };
}

function open(provider: GitProvider, branch: string, files: FileChange[]): Promise<PullRequest> {
  const input: OpenPullRequestInput = {
    branch,
    title: `Change ${branch}`,
    body: "",
    message: "Change",
    files,
  };
  return provider.openPullRequest(input, ANA);
}

/** Ana adds a commit with another text of the file. */
async function amend(
  provider: GitProvider,
  number: number,
  path: string,
  content: string,
): Promise<PullRequest> {
  const head = (await provider.getPullRequest(number))?.headCommit ?? "";
  const base = (await provider.readFile(path, head))?.blob ?? null;
  const input = { head, body: `Amended: ${content}`, message: "Amend", files: [{ path, content, base }] };
  return provider.amendPullRequest(number, input, ANA);
}

/** The version that a person reviews now. */
export async function judge(provider: GitProvider, number: number): Promise<Judged> {
  const head = (await provider.getPullRequest(number))?.headCommit ?? "";
  const { result } = await provider.changedFiles(number, head);
  return { head, result };
}

async function readFiles(provider: GitProvider, number: number): Promise<ChangedFile[]> {
  const head = (await provider.getPullRequest(number))?.headCommit ?? "";
  return (await provider.changedFiles(number, head)).files;
}

/** Bo merges the current version. */
async function merge(provider: GitProvider, number: number): Promise<PullRequest> {
  return provider.merge(number, BO, await judge(provider, number));
}

async function refused(attempt: Promise<unknown>, code: ErrorCode) {
  const outcome = await attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
  return assertCode(outcome, code);
}

function assertCode(error: unknown, code: ErrorCode) {
  if (!isPortalError(error)) assert.fail(`expected ${code}, got ${error}`);
  assert.equal(error.code, code, error.detail);
  return error;
}

/** Waits for the provider's notification, not for time: the condition is checked once for each call. */
function listen(provider: GitProvider) {
  let calls = 0;
  let seen = 0;
  let wake: (() => void) | undefined;
  provider.subscribe(() => {
    calls += 1;
    wake?.();
  });
  return {
    async until(condition: () => Promise<boolean>) {
      do {
        if (calls === seen) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        seen = calls;
      } while (!(await condition()));
    },
  };
}
