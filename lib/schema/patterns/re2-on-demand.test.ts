import { RE2JS } from "re2js";
import { expect, it } from "vitest";
import { getRe2, loadRe2 } from "#lib/schema/patterns/re2-on-demand";

it("gives the engine once it is loaded", async () => {
  expect(getRe2()).toBeUndefined();
  await loadRe2();
  expect(getRe2()).toBe(RE2JS);
});
