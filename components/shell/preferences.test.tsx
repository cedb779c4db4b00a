import { describe, expect, it } from "vitest";
import { readPreferences } from "#components/shell/preferences";

describe("readPreferences", () => {
  it.each([
    {
      why: "returns the defaults without cookies",
      cookies: "",
      gives: { density: "comfortable", singleKeys: true },
    },
    {
      why: "returns the stored preferences",
      cookies: "a=b; vitrine-density=compact; vitrine-single-keys=off",
      gives: { density: "compact", singleKeys: false },
    },
    {
      why: "returns the defaults for invalid values",
      cookies: "vitrine-density=huge; vitrine-single-keys=",
      gives: { density: "comfortable", singleKeys: true },
    },
    {
      why: "ignores a cookie whose name only ends with the same text",
      cookies: "x-vitrine-density=compact",
      gives: { density: "comfortable", singleKeys: true },
    },
  ])("$why", ({ cookies, gives }) => expect(readPreferences(cookies)).toEqual(gives));
});
