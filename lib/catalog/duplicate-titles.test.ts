import { describe, expect, it } from "vitest";
import { disambiguateTitles } from "#lib/catalog/duplicate-titles";

const item = (id: string, title: string, group: string, cluster = "local") => ({ id, title, group, cluster });

describe("disambiguateTitles", () => {
  it.each([
    [
      "adds the group to equal titles of two groups",
      [item("a", "Cron job", "a.test"), item("b", "Cron job", "b.test")],
      ["a.test", "b.test"],
    ],
    [
      "ignores case and surrounding spaces",
      [item("a", "CRON job", "a.test"), item("b", "Cron job ", "b.test")],
      ["a.test", "b.test"],
    ],
    ["shows the empty group as core", [item("a", "Job", ""), item("b", "Job", "b.test")], ["core", "b.test"]],
    [
      "adds the cluster to equal titles of two clusters",
      [item("a", "Job", "a.test"), item("b", "Job", "a.test", "far")],
      ["local", "far"],
    ],
    [
      "adds group and cluster when both differ",
      [item("a", "Job", "a.test"), item("b", "Job", "b.test", "far")],
      ["a.test · local", "b.test · far"],
    ],
    [
      "adds nothing to different titles",
      [item("a", "Job", "a.test"), item("b", "Cron job", "b.test")],
      [undefined, undefined],
    ],
    [
      "adds nothing to two requests of one API",
      [item("a", "Job", "a.test"), item("b", "Job", "a.test")],
      [undefined, undefined],
    ],
    [
      "adds the source to offers of one group and cluster",
      [
        { ...item("a", "Job", "a.test"), source: "xrd" as const, kind: "Job" },
        { ...item("b", "Job", "a.test"), source: "promise" as const, kind: "Job" },
      ],
      ["XRD", "Promise"],
    ],
    [
      "adds the kind where the source is equal too",
      [
        { ...item("a", "Job", "a.test"), source: "crd" as const, kind: "Job" },
        { ...item("b", "Job", "a.test"), source: "crd" as const, kind: "Work" },
      ],
      ["Job", "Work"],
    ],
    [
      "adds the id of offers without an API, which differ in nothing else",
      [
        { ...item("promise.local.a", "Job", ""), source: "promise" as const, kind: "" },
        { ...item("promise.local.b", "Job", ""), source: "promise" as const, kind: "" },
      ],
      ["promise.local.a", "promise.local.b"],
    ],
  ])("%s", (_what, items, expected) => {
    const words = disambiguateTitles(items);
    expect(items.map(({ id }) => words.get(id))).toEqual(expected);
  });
});
