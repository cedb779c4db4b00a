import { describe, expect, it } from "vitest";
import { readCallback } from "#lib/auth/session/callback-url";

const ORIGIN = "https://portal.test";

describe("readCallback", () => {
  it.each([
    ["returns a path with query and fragment", "/requests?mine=1#x", "/requests?mine=1#x"],
    ["returns the path of the portal's own URL after a failed sign-in", `${ORIGIN}/settings`, "/settings"],
    ["returns the catalog without a callback", undefined, "/catalog"],
    ["returns the catalog for two callbacks", ["/a", "/b"], "/catalog"],
    ["returns the catalog for another site", "https://evil.test/", "/catalog"],
    ["returns the catalog for another site without a scheme", "//evil.test/", "/catalog"],
    ["returns the catalog for another site behind a backslash", "/\\evil.test", "/catalog"],
    ["returns the catalog for a host that begins with the portal's name", `${ORIGIN}.evil.test/`, "/catalog"],
    ["returns the catalog for another site in the path of the portal", `${ORIGIN}//evil.test/`, "/catalog"],
    ["returns the catalog for a script", "javascript:alert(1)", "/catalog"],
    ["returns the catalog for an invalid URL", "https://", "/catalog"],
    ["returns the catalog for the sign-in page itself", "/sign-in?callbackUrl=/x", "/catalog"],
  ])("%s", (_why, value, path) => {
    expect(readCallback(value, ORIGIN)).toBe(path);
  });
});
