import { describe, expect, it } from "vitest";
import { readPreferences } from "#components/shell/preferences";

describe("readPreferences", () => {
  it.each([
    { why: "as usual without cookies", cookies: "", gives: { density: "comfortable", singleKeys: true } },
    {
      why: "as set",
      cookies: "a=b; vitrine-density=compact; vitrine-single-keys=off",
      gives: { density: "compact", singleKeys: false },
    },
    {
      why: "as usual for a value nobody set",
      cookies: "vitrine-density=huge; vitrine-single-keys=",
      gives: { density: "comfortable", singleKeys: true },
    },
    {
      why: "another's cookie with a longer name is not ours",
      cookies: "x-vitrine-density=compact",
      gives: { density: "comfortable", singleKeys: true },
    },
  ])("$why", ({ cookies, gives }) => expect(readPreferences(cookies)).toEqual(gives));
});
