import { encode } from "next-auth/jwt";
import { afterEach, describe, expect, it, vi } from "vitest";
import { authenticate } from "#lib/auth/identity";
import { decide, subjectOf } from "#lib/auth/permissions/permissions";
import { listPeople } from "#lib/auth/session/configured-people";
import { INSTALLER, isSetupCode, makeSetupCode, makeSetupLink } from "#lib/auth/session/setup";
import { parseConfig } from "#lib/config/config";

const SECRET = "0123456789abcdef0123456789abcdef";
const GUEST = JSON.stringify({ user: "guest", name: "Guest" });
const GITEA = JSON.stringify({
  provider: "gitea",
  url: "https://git.example.com",
  clientId: "vitrine",
  clientSecret: "the-secret",
});

const parse = (variables: Record<string, string> = {}) =>
  parseConfig({ VITRINE_SECRET: SECRET, PORT: "3000", ...variables });

const fresh = parse();

describe("the setup code", () => {
  it("is the same for the same session secret, and another for another", () => {
    expect(makeSetupCode(parse())).toBe(makeSetupCode(fresh));
    expect(makeSetupCode({ secret: `${SECRET}0` })).not.toBe(makeSetupCode(fresh));
    expect(makeSetupCode(fresh)).not.toContain(SECRET.slice(0, 8));
    expect(makeSetupLink(fresh)).toBe(`http://localhost:3000/sign-in#setup=${makeSetupCode(fresh)}`);
  });

  it.each<[what: string, variables: Record<string, string>, isUsable: boolean]>([
    ["without any sign-in", {}, true],
    ["with a guest", { VITRINE_GUEST: GUEST }, false],
    ["with demo people", { VITRINE_DEMO_PEOPLE: `[${GUEST}]` }, false],
    ["with an identity provider", { VITRINE_SIGN_IN: GITEA }, false],
  ])("can be used %s: %o", (_what, variables, isUsable) => {
    const config = parse(variables);
    expect(isSetupCode(makeSetupCode(config), config)).toBe(isUsable);
    expect(listPeople(config).some(({ id }) => id === "setup")).toBe(isUsable);
  });

  it.each([undefined, "", "x", makeSetupCode({ secret: "other" }), `${makeSetupCode(fresh)}x`])(
    "is refused if it is %s",
    (code) => {
      expect(isSetupCode(code, fresh)).toBe(false);
    },
  );
});

describe("a session with the setup code", () => {
  afterEach(() => vi.useRealTimers());

  async function ask(config: typeof fresh, age: number) {
    const now = Math.floor(Date.now() / 1_000);
    const token = { sub: INSTALLER.user, via: "setup", sid: "s", startedAt: now - age };
    const cookie = await encode({ token, secret: SECRET, maxAge: 60 });
    const credentials = {
      authorization: null,
      cookie: (name: string) => (name === "vitrine.session" ? cookie : undefined),
      readOnly: true,
    };
    const ends = { hasEnded: () => false };
    return (await authenticate(credentials, config, { people: new Map(), ends }))?.identity;
  }

  it("lasts an hour, and ends as soon as a sign-in is configured", async () => {
    expect(await ask(fresh, 0)).toEqual(INSTALLER);
    expect(await ask(fresh, 3_599)).toEqual(INSTALLER);
    expect(await ask(fresh, 3_601)).toBeUndefined();
    expect(await ask(parse({ VITRINE_SIGN_IN: GITEA }), 0)).toBeUndefined();
  });

  it("has the right to see Diagnostics, and no review of a cluster is about it", async () => {
    const review = vi.fn(async () => ({ allowed: true }));
    const rules = { review, requestVerb: "request" as const };
    const kind = { cluster: "local", group: "", resource: "pods" };
    const ask = async (action: Parameters<typeof decide>[1]) =>
      (await decide(INSTALLER, action, rules)).allowed;
    expect(await ask({ action: "diagnose", cluster: "local" })).toBe(true);
    expect(await ask({ action: "request", ...kind })).toBe(false);
    expect(await ask({ action: "approve", ...kind })).toBe(false);
    expect(await ask({ action: "see-entry", ...kind, name: "pods" })).toBe(false);
    expect(review).not.toHaveBeenCalled();
    expect(() => subjectOf(INSTALLER)).toThrow("shows Diagnostics and nothing else");
  });
});
