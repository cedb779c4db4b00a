import { afterEach, expect, it, vi } from "vitest";
import { parseConfig } from "#lib/config/config";
import { checkSignIn } from "#lib/server/diagnostics/sign-in-checks";

const SECRET = "the-client-secret-of-the-portal";

function check(variables: Record<string, string> = {}) {
  const config = parseConfig({
    VITRINE_SECRET: "x".repeat(32),
    VITRINE_URL: "https://portal.example.com",
    ...variables,
  });
  return checkSignIn(config, [], AbortSignal.timeout(5_000));
}

const SIGN_IN = JSON.stringify({
  provider: "oidc",
  issuer: "https://login.example.com",
  clientId: "vitrine",
  clientSecret: SECRET,
});

const answer = (date: Date) => new Response("{}", { headers: { date: date.toUTCString() } });

afterEach(() => vi.unstubAllGlobals());

it("names a portal without any sign-in, with lines for the configuration", async () => {
  const checks = await check();
  expect(checks.find(({ id }) => id === "configured")).toMatchObject({
    state: "failed",
    fix: { code: expect.stringContaining("signIn:") },
  });
});

it.each([
  ["by a button", {}, "Anybody who reaches the portal can sign in as 1 person without a password."],
  ["by a link", { code: "0".repeat(24) }, "1 person signs in with a link that has a code."],
])("tells who can sign in %s", async (_how, more, found) => {
  const checks = await check({
    VITRINE_URL: "http://127.0.0.1:3000",
    VITRINE_DEMO_PEOPLE: JSON.stringify([{ user: "ana", name: "Ana", ...more }]),
  });
  expect(checks.find(({ id }) => id === "people")?.found).toBe(found);
  expect(checks.some(({ id }) => id === "configured")).toBe(false);
});

it("gives the exact callback address, and never the client secret", async () => {
  vi.stubGlobal("fetch", async () => answer(new Date()));
  const checks = await check({ VITRINE_SIGN_IN: SIGN_IN });
  expect(checks.find(({ id }) => id === "provider:oidc")).toMatchObject({
    state: "ok",
    found: expect.stringContaining("https://portal.example.com/api/auth/callback/oidc"),
  });
  expect(checks.find(({ id }) => id === "groups")?.state).toBe("unknown");
  expect(JSON.stringify(checks)).not.toContain(SECRET);
});

it("gives the second callback address of a Git host", async () => {
  vi.stubGlobal("fetch", async () => answer(new Date()));
  const host = { provider: "gitea", url: "https://git.example.com", clientId: "v", clientSecret: SECRET };
  const both = await check({ VITRINE_SIGN_IN: JSON.stringify(host) });
  const own = "https://portal.example.com/api/auth/callback/gitea";
  expect(both.find(({ id }) => id === "provider:gitea")?.found).toContain(`${own} and ${own}/account.`);
  const only = await check({ VITRINE_SIGN_IN: JSON.stringify({ ...host, connectOnly: true }) });
  expect(only.find(({ id }) => id === "provider:gitea")?.found).toContain(`there is ${own}/account.`);
});

it("names a provider that does not answer", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("fetch failed");
  });
  const checks = await check({ VITRINE_SIGN_IN: SIGN_IN });
  expect(checks.find(({ id }) => id === "provider:oidc")).toMatchObject({
    state: "failed",
    found: expect.stringContaining("login.example.com"),
  });
});

it("names a clock that is ahead", async () => {
  vi.stubGlobal("fetch", async () => answer(new Date(Date.now() - 300_000)));
  const checks = await check({ VITRINE_SIGN_IN: SIGN_IN });
  expect(checks.find(({ id }) => id === "clock:oidc")).toMatchObject({
    state: "warning",
    found: expect.stringMatching(/\d+ s ahead/),
  });
});

it("warns of an address without encryption", async () => {
  const checks = await check({ VITRINE_URL: "http://portal.example.com" });
  expect(checks.find(({ id }) => id === "address")).toMatchObject({
    state: "warning",
    fix: { code: "url: https://portal.example.com" },
  });
});
