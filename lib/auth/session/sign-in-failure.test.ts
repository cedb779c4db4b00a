import { describe, expect, it } from "vitest";
import { explainFailure, nameFailure } from "#lib/auth/session/sign-in-failure";
import { PortalError } from "#lib/errors";

const coded = (message: string, code: string) => Object.assign(new Error(message), { code });

describe("nameFailure", () => {
  it.each([
    ["the person said no", { error: new Error("access_denied"), providerId: "gitea" }, "refused"],
    ["the cookies of the way are gone", { error: new Error("State cookie was missing.") }, "late"],
    ["nothing listens", { error: coded("connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED") }, "away"],
    ["no answer came", { error: new Error("outgoing request timed out after 3500ms") }, "away"],
    ["our own client says so", new PortalError("git-unavailable", { detail: "Gitea is away." }), "away"],
    ["the secret is another", new Error("unauthorized_client (invalid client secret)"), "secret"],
    ["the account is barred", new PortalError("forbidden", { detail: "Gitea says no." }), "barred"],
    ["of anything else the log tells", new Error("oops"), "failed"],
    ["something was thrown that is no error", "oops", "failed"],
  ])("%s", (_why, reported, failure) => {
    expect(nameFailure(reported)).toBe(failure);
  });
});

describe("explainFailure", () => {
  it.each(["refused", "late", "away", "secret", "barred", "failed", "CredentialsSignin", "<script>"])(
    "has words and a next step for %s, and repeats nothing of the address",
    (failure) => {
      const { detail, suggestion } = explainFailure(failure, "Forgejo");
      expect(detail).toMatch(/\.$/);
      expect(suggestion).toMatch(/\.$/);
      expect(detail + suggestion).not.toContain("<script>");
    },
  );
});
