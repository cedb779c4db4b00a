import { expect, it } from "vitest";
import { findOutcome, readOutcome } from "#lib/git/outcome";

const WORDS = { done: "it was merged", undone: "it was not merged", cause: new Error("socket hang up") };
const AT_ONCE = [0, 0, 0];

/** Responses in turn; `null` is a missing response. */
function answer(answers: (true | undefined | null)[]) {
  return async () => {
    const next = answers.shift();
    if (next === null) throw new Error("connect ECONNREFUSED");
    return next;
  };
}

it.each<[why: string, answers: (true | undefined | null)[], outcome: unknown]>([
  ["when the Git host answers again with the change", [null, null, true], true],
  ["when the Git host shows the change after a delay", [undefined, undefined, true], true],
])("findOutcome returns the change %s", async (_why, answers, outcome) => {
  expect(await findOutcome(WORDS, answer(answers), AT_ONCE)).toBe(outcome);
});

it.each<[why: string, answers: (true | undefined | null)[], code: string]>([
  [
    "git-unavailable when the Git host answers without the change",
    [null, undefined, undefined],
    "git-unavailable",
  ],
  ["outcome-unknown when the Git host does not answer", [null, null, null], "outcome-unknown"],
  [
    "outcome-unknown when the Git host becomes unreachable before the change shows",
    [undefined, undefined, null],
    "outcome-unknown",
  ],
])("findOutcome reports %s", async (_why, answers, code) => {
  await expect(findOutcome(WORDS, answer(answers), AT_ONCE)).rejects.toMatchObject({ code });
});

it("readOutcome retries a failed read and never reports the change as undone", async () => {
  expect(await readOutcome("it is merged", answer([null, true]), AT_ONCE)).toBe(true);
  const unread = readOutcome("it is merged", answer([null, null, null, null]), AT_ONCE);
  await expect(unread).rejects.toMatchObject({
    code: "outcome-unknown",
    detail: expect.stringContaining("accepted"),
  });
});
