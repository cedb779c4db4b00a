import { describe, expect, it } from "vitest";
import { disambiguateTitles } from "#lib/catalog/duplicate-titles";

const item = (id: string, title: string, group: string, cluster = "local") => ({ id, title, group, cluster });

describe("items that read the same", () => {
  it.each([
    ["two groups", [item("a", "Cron job", "a.test"), item("b", "Cron job", "b.test")], ["a.test", "b.test"]],
    [
      "other letters",
      [item("a", "CRON job", "a.test"), item("b", "Cron job ", "b.test")],
      ["a.test", "b.test"],
    ],
    ["Kubernetes' own group", [item("a", "Job", ""), item("b", "Job", "b.test")], ["core", "b.test"]],
    ["two clusters", [item("a", "Job", "a.test"), item("b", "Job", "a.test", "far")], ["local", "far"]],
    [
      "groups and clusters",
      [item("a", "Job", "a.test"), item("b", "Job", "b.test", "far")],
      ["a.test · local", "b.test · far"],
    ],
    ["other titles", [item("a", "Job", "a.test"), item("b", "Cron job", "b.test")], [undefined, undefined]],
    [
      "two requests of one API",
      [item("a", "Job", "a.test"), item("b", "Job", "a.test")],
      [undefined, undefined],
    ],
  ])("are distinguished by group and cluster: %s", (_what, items, expected) => {
    const words = disambiguateTitles(items);
    expect(items.map(({ id }) => words.get(id))).toEqual(expected);
  });
});
