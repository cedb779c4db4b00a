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
  ["the change shows once the host is back", [null, null, true], true],
  ["the host is still at work at first", [undefined, undefined, true], true],
])("is done: %s", async (_why, answers, outcome) => {
  expect(await findOutcome(WORDS, answer(answers), AT_ONCE)).toBe(outcome);
});

it.each<[why: string, answers: (true | undefined | null)[], code: string]>([
  ["the host answers and has no change", [null, undefined, undefined], "git-unavailable"],
  ["the host does not answer", [null, null, null], "outcome-unknown"],
  ["the host went away before it could have finished", [undefined, undefined, null], "outcome-unknown"],
])("is not reported as done: %s", async (_why, answers, code) => {
  await expect(findOutcome(WORDS, answer(answers), AT_ONCE)).rejects.toMatchObject({ code });
});

it("what is done stays done while it cannot be read", async () => {
  expect(await readOutcome("it is merged", answer([null, true]), AT_ONCE)).toBe(true);
  const unread = readOutcome("it is merged", answer([null, null, null, null]), AT_ONCE);
  await expect(unread).rejects.toMatchObject({
    code: "outcome-unknown",
    detail: expect.stringContaining("accepted"),
  });
});
