import { describe, expect, it } from "vitest";
import { findUsualWait, formatWait } from "#components/catalog/usual-wait";
import type { State } from "#lib/kubernetes/types";

const made = (minutes: number, state: State = "Ready") => ({
  createdAt: "2026-11-20T10:00:00Z",
  health: { state, since: new Date(Date.parse("2026-11-20T10:00:00Z") + minutes * 60_000).toISOString() },
});

describe("findUsualWait", () => {
  it.each([
    {
      why: "returns the median, which a single outlier does not change",
      of: [made(2), made(5000), made(1)],
      gives: 2,
    },
    { why: "returns nothing for two resources", of: [made(1), made(2)], gives: undefined },
    {
      why: "ignores a resource that is not Ready",
      of: [made(1), made(2), made(3, "Failed")],
      gives: undefined,
    },
    { why: "ignores a negative wait", of: [made(1), made(2), made(-3)], gives: undefined },
  ])("$why", ({ of, gives }) => {
    expect(findUsualWait(of)).toBe(gives === undefined ? undefined : gives * 60_000);
  });

  it.each([
    [10_000, "less than a minute"],
    [60_000, "about a minute"],
    [150_000, "about 3 minutes"],
    [3 * 3_600_000, "about 3 hours"],
  ])("formatWait(%d) is “%s”", (wait, words) => expect(formatWait(wait)).toBe(words));
});
