import { expect, it } from "vitest";
import type { ConfiguredGit } from "#lib/config/git";
import { PortalError } from "#lib/errors";
import type { RepositoryAccess } from "#lib/git/types";
import { checkRepository } from "#lib/server/diagnostics/git-checks";
import { createFakeRepository } from "#lib/server/testing/fake-repository";

const DAY = 24 * 3_600_000;
const later = (days: number) => new Date(Date.now() + days * DAY).toISOString();

const TOKEN = "the-token-of-the-portal";
const configured: ConfiguredGit = {
  provider: "github",
  url: "https://github.com",
  owner: "acme",
  repository: "requests",
  branch: "main",
  token: TOKEN,
  webhookSecret: "the-secret-of-the-webhook",
};

const FINE: RepositoryAccess = {
  hasBranch: true,
  isProtected: true,
  missing: [],
  quotas: [{ name: "core", limit: 5_000, remaining: 4_000, resetsAt: later(1) }],
  tokenExpiresAt: later(60),
  deliveredAt: later(0),
};

function check(access: Partial<RepositoryAccess> | PortalError) {
  const describeAccess = async () => {
    if (access instanceof PortalError) throw access;
    return { ...FINE, ...access };
  };
  const { git } = createFakeRepository([]);
  return checkRepository({ git: { ...git, describeAccess }, configured }, "https://portal.example.com");
}

it("finds nothing to do in a repository that is set up, and shows no secret", async () => {
  const checks = await check({});
  expect(checks.filter(({ state }) => state !== "ok")).toEqual([]);
  expect(checks).toHaveLength(7);
  expect(JSON.stringify(checks)).not.toMatch(/the-token|the-secret/);
});

it.each<[problem: string, access: Partial<RepositoryAccess>, id: string, state: string, found: RegExp]>([
  ["no target branch", { hasBranch: false }, "branch", "failed", /no branch main/],
  ["no permission to write", { missing: ["Contents: write"] }, "push", "failed", /lacks Contents: write/],
  ["a host that does not say what the account may do", { missing: undefined }, "push", "unknown", /not say/],
  ["a branch without protection", { isProtected: false }, "protection", "warning", /not protect/],
  [
    "few calls left",
    { quotas: [{ name: "core", limit: 5_000, remaining: 10, resetsAt: later(1) }] },
    "quota",
    "warning",
    /core: 10 of 5000/,
  ],
  ["a token that ends soon", { tokenExpiresAt: later(3) }, "token", "warning", /token ends/],
  ["a webhook without a delivery", { deliveredAt: undefined }, "webhook", "unknown", /No delivery/],
])("names %s", async (_problem, access, id, state, found) => {
  const unmet = (await check(access)).filter((one) => one.state !== "ok");
  expect(unmet).toMatchObject([{ id, state, found: expect.stringMatching(found) }]);
});

it("says why a repository cannot be read", async () => {
  const error = new PortalError("git-unavailable", { detail: "GitHub is unreachable.", suggestion: "Wait." });
  expect(await check(error)).toMatchObject([
    { id: "reachable", state: "failed", found: "GitHub is unreachable.", fix: { text: "Wait." } },
  ]);
});
