import { expect, it } from "vitest";
import { PortalError } from "#lib/errors";
import { pass, runGroup } from "#lib/server/diagnostics/check";

const group = { id: "git", title: "Git" };

it("gives the checks of a group", async () => {
  const checks = [pass({ id: "a", title: "A" }, "Fine.")];
  expect(await runGroup({ ...group, run: async () => checks })).toEqual({ ...group, checks });
});

it("says of a group that fails as a whole why it was not checked", async () => {
  const run = async () => {
    throw new PortalError("cluster-unavailable", { detail: "Away.", suggestion: "Wait." });
  };
  const { checks } = await runGroup({ ...group, run });
  expect(checks).toMatchObject([{ state: "unknown", found: "Away.", fix: { text: "Wait." } }]);
});

it("does not wait for a group that takes too long", async () => {
  const { checks } = await runGroup({ ...group, run: () => new Promise(() => {}) }, 20);
  expect(checks).toMatchObject([{ state: "unknown", found: expect.stringContaining("longer than") }]);
});
