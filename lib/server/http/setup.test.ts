import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { makeSetupCode } from "#lib/auth/session/setup";
import { readConfig } from "#lib/config/config";
import { handleDeclared } from "#lib/server/http/route";
import { handleSignIn } from "#lib/server/http/sign-in";
import { openBrowser, type ProviderSite } from "#lib/server/testing/sign-in-fixture";

const ORIGIN = "http://portal.test";
const SITE: ProviderSite = {
  id: "none",
  origin: "http://none.test",
  answerPage: async () => new Response(null),
};

beforeAll(() => {
  vi.stubEnv("VITRINE_URL", ORIGIN);
  vi.stubEnv("VITRINE_SECRET", "0123456789abcdef0123456789abcdef");
  vi.stubEnv("VITRINE_LIMITS", JSON.stringify({ signIn: { burst: 5, perSecond: 0.001 } }));
  vi.stubEnv("LOG_LEVEL", "silent");
});
afterAll(() => vi.unstubAllEnvs());

/** A browser whose calls of the API reach a route that the person with the setup code may call, or may not. */
function open(setup: boolean) {
  const declaration = { summary: "A route of this test", answer: z.object({}), ...(setup && { setup }) };
  const api = handleDeclared(declaration, async ({ identity }) => ({ user: identity.user }));
  return openBrowser(ORIGIN, SITE, { auth: handleSignIn, api });
}

it("the setup code signs in to the routes of Diagnostics and to no other", async () => {
  const code = makeSetupCode(readConfig());
  const diagnostics = open(true);
  await diagnostics.enter("setup", { code });
  expect(await (await diagnostics.ask()).json()).toEqual({ user: "vitrine-setup" });
  const other = open(false);
  await other.enter("setup", { code });
  const refused = await other.ask();
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ detail: expect.stringContaining("shows Diagnostics") });
});

it("a wrong code signs nobody in, and the limit of sign-ins counts it", async () => {
  const browser = open(true);
  const enter = () => browser.enter("setup", { code: "wrong" }).catch(() => undefined);
  await enter();
  expect((await browser.ask()).status).toBe(401);
  for (let count = 0; count < 5; count += 1) await enter();
  await browser.enter("setup", { code: makeSetupCode(readConfig()) }).catch(() => undefined);
  expect((await browser.ask()).status).toBe(401);
});
