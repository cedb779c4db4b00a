import { expect, it } from "vitest";
import { readTokenExpiry } from "#lib/git/github/api/token-expiry";

it.each([
  ["2026-12-30 10:00:00 UTC", "2026-12-30T10:00:00.000Z"],
  ["2026-12-30 10:00:00 -0800", "2026-12-30T18:00:00.000Z"],
  ["never", undefined],
  [undefined, undefined],
])("reads the end of a token from %s", (text, expected) => {
  expect(readTokenExpiry({ "github-authentication-token-expiration": text })).toBe(expected);
});
