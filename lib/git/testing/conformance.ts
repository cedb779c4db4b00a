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
    name: "a file is read from the target branch, a branch and a commit",
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
    name: "all files of a commit are listed and read",
    reason: "the portal finds an object's file wherever a person put it",
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
    name: "a file's last commit is found",
    reason: "no request says who changed a file that a person committed by hand",
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
    name: "several files are one commit, one branch, one pull request",
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
    name: "title and body come back as they were given",
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
    name: "an approval is recorded, the author's own too",
    reason: "who may approve is decided above; Git records it",
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
    name: "a merge brings the files to the target branch and deletes the branch",
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
    name: "what moved on since it was judged is neither approved nor merged",
    reason: "a push between the look and the verdict must not slip through",
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
    name: "a merge still succeeds when the target branch moved elsewhere",
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
    name: "two changes of the same lines: the second merge is a conflict and leaves everything as it was",
    reason: "nobody's change is lost in silence",
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
    name: "of two changes of different lines of one file, both are kept or the second is refused",
    reason: "plain Git would merge them; what it gives is shown and judged first, or not merged",
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
    name: "an approval says which files it is of, and no longer holds when a merge would give others",
    reason: "what is approved is what is applied",
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
    name: "files are read at the commit that is asked for, wherever the branch is",
    reason: "whoever flips the branch while somebody reads must not have another commit shown or kept",
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
    name: "it is known who pushed to the branch",
    reason: "nobody approves what they pushed themselves",
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
    name: "of ten approvals by one person at once, from two processes, one review is left",
    reason: "one review a person",
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
    name: "of forty who claim one name with other values at once, from two processes, one holds it",
    reason: "one idempotency key is one request",
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
    name: "a name that is claimed with the same value is shared",
    reason: "a submission is sent again after a crash that left its claim",
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
    name: "a change whose base has moved is a conflict",
    reason: "the person looked at a file that is no longer there",
    async run({ provider }) {
      const stale = await change(provider, ORDERS, "mine\n");
      const other = await open(provider, "other", [await change(provider, ORDERS, "theirs\n")]);
      await merge(provider, other.number);
      await refused(open(provider, "mine", [stale]), "conflict");
      assert.equal(await provider.headCommit("mine"), undefined);
    },
  },
  {
    name: "creating a file that exists is a conflict",
    reason: "a request never overwrites someone's resource",
    changesNothing: true,
    async run({ provider }) {
      await refused(open(provider, "again", [put(ORDERS, "x\n")]), "conflict");
    },
  },
  {
    name: "changing or removing a file that is gone is a conflict",
    reason: "the other side of the same rule",
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
    name: "a file where a folder is, and a folder where a file is, are conflicts",
    reason: "Git cannot hold both",
    changesNothing: true,
    async run({ provider }) {
      await refused(open(provider, "file", [put("team-a", "x\n")]), "conflict");
      await refused(open(provider, "folder", [put("README.md/x.yaml", "x\n")]), "conflict");
    },
  },
  {
    name: "changes that contradict themselves or change nothing are invalid",
    reason: "an empty pull request helps no one",
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
    name: "closing deletes the branch and leaves the target branch alone",
    reason: "a declined request leaves nothing behind",
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
    name: "what is merged or closed cannot be approved, merged or closed again",
    reason: "the loser of a race is told",
    async run({ provider }) {
      const merged = await open(provider, "one", [put("1.yaml", "x\n")]);
      const closed = await open(provider, "two", [put("2.yaml", "x\n")]);
      await merge(provider, merged.number);
      await provider.close(closed.number, BO);
      for (const { number, headCommit: head } of [merged, closed]) {
        await refused(provider.approve(number, BO, { head }), "conflict");
        await refused(provider.merge(number, BO, { head }), "conflict");
        await refused(provider.close(number, BO), "conflict");
      }
    },
  },
  {
    name: "a branch name is free again after a merge or close, and taken before",
    reason: "the same request can be made again, and not twice at once",
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
    name: "the list has the newest first and filters by state",
    reason: "pages show what is current",
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
    name: "another process sees the same",
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
    name: "a pull request that does not exist is undefined, and not-found when acted on",
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
    name: "contains knows ancestors, itself, and neither the future nor strangers",
    reason: "the timeline says Synced only when what runs includes the merge",
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
    name: "subscribers hear of this process's changes and of others', and of none after they left",
    reason: "pages are live whoever acts",
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
    name: "of forty who merge at once, from two processes, one wins",
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
    name: "a crowd that opens at once, from two processes, gets a number each",
    reason: "numbers are given by compare and swap",
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
    name: "of ten who open the same branch at once, one wins",
    reason: "the same request is made once",
    async run({ provider, another }) {
      const providers = [provider, another()];
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, (_, index) =>
          open(providers[index % 2] ?? provider, "same", [put("x.yaml", "x\n")]),
        ),
      );
      assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") assertCode(outcome.reason, "already-exists");
      }
    },
  },
  {
    name: "paths in any language work",
    reason: "they are bytes to Git",
    async run({ provider }) {
      const path = "équipe/日本 語/a b'\"$x.yaml";
      const { number } = await open(provider, "unicode", [put(path, "x\n")]);
      assert.equal((await readFiles(provider, number))[0]?.path, path);
      await merge(provider, number);
      assert.equal((await provider.readFile(path))?.content, "x\n");
    },
  },
  ...[
    ["", "names nothing"],
    ["/etc/passwd", "absolute"],
    ["../outside.yaml", "climbs out"],
    ["a/../b.yaml", "climbs"],
    ["./a.yaml", "Git would take it relative"],
    ["a//b.yaml", "an empty part"],
    ["a/", "a folder"],
    [".git/config", "Git's own folder"],
    ["a/.GIT/hooks/x", "the same where case does not matter"],
    ["git~1/config", "its short name on Windows"],
    ["a\\b.yaml", "a separator on Windows"],
    ["C:/x.yaml", "absolute on Windows"],
    ["a\nb.yaml", "breaks lines"],
    ["a\0b.yaml", "ends strings"],
    ["a\u202eb.yaml", "shown other than it is"],
    [`${"x".repeat(256)}.yaml`, "longer than file systems take"],
  ].map(([path = "", reason = ""]) => ({
    name: `the path ${JSON.stringify(path.slice(0, 30))} is refused`,
    reason,
    changesNothing: true as const,
    async run({ provider }: ConformanceContext) {
      await refused(open(provider, "odd", [put(path, "x\n")]), "invalid");
      await refused(provider.readFile(path), "invalid");
      assert.equal(await provider.headCommit("odd"), undefined);
    },
  })),
  ...["", "-d", "a b", "a..b", "a~1", "a:b", "x.lock", "/a", "a/", "a\nb", "@{-1}"].map((branch) => ({
    name: `the branch name ${JSON.stringify(branch)} is refused`,
    reason: "Git refuses it, or would take it for something else",
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
