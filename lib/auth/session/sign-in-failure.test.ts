import { describe, expect, it } from "vitest";
import { explainFailure, nameFailure } from "#lib/auth/session/sign-in-failure";
import { PortalError } from "#lib/errors";

const coded = (message: string, code: string) => Object.assign(new Error(message), { code });

describe("nameFailure", () => {
  it.each([
    [
      'returns "refused" when the person declines',
      { error: new Error("access_denied"), providerId: "gitea" },
      "refused",
    ],
    [
      'returns "late" when the cookies of the sign-in are missing',
      { error: new Error("State cookie was missing.") },
      "late",
    ],
    [
      'returns "away" when the connection is refused',
      { error: coded("connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED") },
      "away",
    ],
    [
      'returns "away" after a timeout',
      { error: new Error("outgoing request timed out after 3500ms") },
      "away",
    ],
    [
      'returns "away" for an error of the portal\'s own client',
      new PortalError("git-unavailable", { detail: "Gitea is away." }),
      "away",
    ],
    [
      'returns "secret" for an invalid client secret',
      new Error("unauthorized_client (invalid client secret)"),
      "secret",
    ],
    [
      'returns "barred" for a refused account',
      new PortalError("forbidden", { detail: "Gitea says no." }),
      "barred",
    ],
    ['returns "failed" for any other error', new Error("oops"), "failed"],
    ['returns "failed" for a thrown value that is not an error', "oops", "failed"],
  ])("%s", (_why, reported, failure) => {
    expect(nameFailure(reported)).toBe(failure);
  });
});

describe("explainFailure", () => {
  it.each(["refused", "late", "away", "secret", "barred", "failed", "CredentialsSignin", "<script>"])(
    "returns a message and a next step for %s without text from the URL",
    (failure) => {
      const { detail, suggestion } = explainFailure(failure, "Forgejo");
      expect(detail).toMatch(/\.$/);
      expect(suggestion).toMatch(/\.$/);
      expect(detail + suggestion).not.toContain("<script>");
    },
  );
});
