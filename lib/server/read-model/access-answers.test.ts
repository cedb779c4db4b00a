import { expect, it } from "vitest";
import type { PermissionRules } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import { type Answer, createAnswerSets } from "#lib/server/read-model/access-answers";

const ana: Identity = { user: "ana", name: "Ana", email: "", groups: ["a"], via: "demo" };
const answer = (allowed: boolean): Answer => ({
  cluster: "local",
  attributes: { verb: "get", group: "", resource: "pods", namespace: "team-a" },
  allowed,
});

function setUp() {
  let time = 0;
  const state = { allowed: true, asked: 0 };
  const rules: PermissionRules = {
    requestVerb: "request",
    review: async () => {
      state.asked += 1;
      return { allowed: state.allowed };
    },
  };
  return {
    state,
    rules,
    sets: createAnswerSets(() => time),
    pass: (milliseconds: number) => (time += milliseconds),
  };
}

it("keeps equal sets of answers once", () => {
  const { sets } = setUp();
  const first = sets.intern([answer(true)]);
  expect(sets.intern([answer(true)])).toBe(first);
  expect(sets.intern([answer(false)])).not.toBe(first);
});

it("compares a set once a second for each person", async () => {
  const { sets, rules, state, pass } = setUp();
  const known = sets.intern([answer(true)]);
  expect(await sets.areSame(rules, ana, known)).toBe(true);
  state.allowed = false;
  expect(await sets.areSame(rules, { ...ana }, known)).toBe(true);
  expect(await sets.areSame(rules, { ...ana, groups: [] }, known)).toBe(false);
  expect(state.asked).toBe(2);
  pass(1_000);
  expect(await sets.areSame(rules, ana, known)).toBe(false);
});

it("takes no answer for another one", async () => {
  const { sets, rules } = setUp();
  const broken = { ...rules, review: () => Promise.reject(new Error("away")) };
  expect(await sets.areSame(broken, ana, sets.intern([answer(true)]))).toBe(false);
});
