import { describe, expect, it } from "vitest";
import { readCallback } from "#lib/auth/session/callback-url";

const ORIGIN = "https://portal.test";

describe("readCallback", () => {
  it.each([
    ["a path with what follows it", "/requests?mine=1#x", "/requests?mine=1#x"],
    ["a whole address of ours, after a sign-in that failed", `${ORIGIN}/settings`, "/settings"],
    ["nothing", undefined, "/catalog"],
    ["two of them", ["/a", "/b"], "/catalog"],
    ["another site", "https://evil.test/", "/catalog"],
    ["another site without a scheme", "//evil.test/", "/catalog"],
    ["another site behind a backslash", "/\\evil.test", "/catalog"],
    ["another site behind our name", `${ORIGIN}.evil.test/`, "/catalog"],
    ["another site as a path of ours", `${ORIGIN}//evil.test/`, "/catalog"],
    ["a script", "javascript:alert(1)", "/catalog"],
    ["no address at all", "https://", "/catalog"],
    ["the page itself, without an end", "/sign-in?callbackUrl=/x", "/catalog"],
  ])("%s", (_why, value, path) => {
    expect(readCallback(value, ORIGIN)).toBe(path);
  });
});
