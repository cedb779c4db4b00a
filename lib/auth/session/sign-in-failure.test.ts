import { describe, expect, it } from "vitest";
import { explainFailure, nameFailure, SignInError } from "#lib/auth/session/sign-in-failure";
import { PortalError } from "#lib/errors";

/** An error as next-auth wraps and reports it. */
function wrap(error: Error & { code?: string }) {
  return { error: Object.assign(new Error(error.message), { code: error.code }), providerId: "gitea" };
}

describe("nameFailure", () => {
  it.each([
    ['"refused" when the person declines', { error: new Error("access_denied") }, "refused"],
    ['"late" when the state is missing', { error: new Error("State cookie was missing.") }, "late"],
    [
      '"late" for the cookies of another provider',
      { error: new TypeError("x cookie was created for a different provider than the one handling") },
      "late",
    ],
    ['"address" for a callback that GitHub refuses', new Error("redirect_uri_mismatch"), "address"],
    ['"away" while the provider is busy', new Error("temporarily_unavailable"), "away"],
    [
      '"away" for an error of the portal\'s own client',
      new PortalError("git-unavailable", { detail: "Gitea is away." }),
      "away",
    ],
    [
      '"away" for a provider that does not answer',
      wrap(new PortalError("sign-in-unavailable", { detail: "No answer." })),
      "away",
    ],
    ['"secret" for a client that is not known', new Error("unauthorized_client"), "secret"],
    ['"setup" for a scope that is not known', new Error("invalid_scope"), "setup"],
    [
      '"setup" for a secret that cannot be read',
      new PortalError("misconfigured", { detail: "No file." }),
      "setup",
    ],
    ["the failure of an error with a reason", new SignInError("clock", "expired"), "clock"],
    [
      "the failure of a wrapped error with a reason",
      wrap(new SignInError("claims", "access_denied")),
      "claims",
    ],
    ['"failed" for any other error', new Error("oops"), "failed"],
    [
      '"failed" for an error with an unknown reason',
      Object.assign(new Error(""), { code: "sign-in:x" }),
      "failed",
    ],
    ['"failed" for a thrown value that is not an error', "oops", "failed"],
  ])("returns %s", (_why, reported, failure) => {
    expect(nameFailure(reported)).toBe(failure);
  });
});

describe("explainFailure", () => {
  const place = { name: "Forgejo", origin: "https://portal.test" };
  const failures = [
    "refused",
    "late",
    "cookies",
    "host",
    "address",
    "away",
    "secret",
    "setup",
    "clock",
  ].concat(
    ["token", "claims", "email", "large", "barred", "ended", "busy", "failed"],
    ["OAuthCallback", "CredentialsSignin", "<script>", "constructor"],
  );

  it.each(failures)("returns a message and a next step for %s without text from the URL", (failure) => {
    const { detail, suggestion } = explainFailure(failure, place);
    expect(detail).toMatch(/\.$/);
    expect(suggestion).toMatch(/\.$/);
    expect(detail + suggestion).not.toMatch(/<script>|undefined/);
  });

  it.each(["late", "cookies", "host"])("names the portal's own address for %s", (failure) => {
    expect(JSON.stringify(explainFailure(failure, place))).toContain("https://portal.test");
  });
});
