import { encode } from "next-auth/jwt";
import { describe, expect, it } from "vitest";
import { buildAuthOptions, readSession, renewSession } from "#lib/auth/session/session";

const secret = "0123456789abcdef0123456789abcdef";
const url = "http://localhost:3000";
const gitea = {
  id: "gitea",
  url: "https://git.example.com",
  clientId: "x",
  name: "Gitea",
  usernamePrefix: "",
  groupPrefix: "",
};
const signIn = [{ provider: "gitea" as const, ...gitea }];
const config = {
  url,
  secret,
  signIn,
  guest: undefined,
  demoPeople: [],
  demoToken: undefined,
};
const NAME = "vitrine.session";
const startedAt = Math.floor(Date.now() / 1_000);

/** A session of Gitea with tokens of any length. */
function makeSession(letters: number, sub = "ana") {
  const tokens = { access: "a".repeat(letters), refresh: "r", expiresAt: 1_000 };
  return encode({
    token: { sub, via: "gitea", at: gitea.url, sid: "s", startedAt, ...tokens },
    secret,
    maxAge: 60,
  });
}

/**
 * The cookies that next-auth sets for a session: `CHUNK_SIZE` of its core/lib/cookie.js, which it does not
 * export.
 */
function chunkByNextAuth(value: string): Record<string, string> {
  const parts = value.match(/.{1,3933}/g) ?? [];
  return Object.fromEntries(
    parts.map((part, index) => [parts.length === 1 ? NAME : `${NAME}.${index}`, part]),
  );
}

const reader = (cookies: Record<string, string>) => (name: string) => cookies[name];
const readUser = async (cookies: Record<string, string>) =>
  (await readSession(reader(cookies), config))?.user;

/** The cookies that a browser keeps after a response. */
function keep(before: Record<string, string>, headers: readonly string[]): Record<string, string> {
  const after = { ...before };
  for (const header of headers) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
    if (header.includes("Max-Age=0;")) delete after[name];
    else after[name] = value;
  }
  return after;
}

describe("session in several cookies", () => {
  it.each([
    ["one cookie", 100, 1],
    ["two cookies", 3_500, 2],
    ["three cookies", 8_000, 3],
  ])("is read from %s", async (_what, letters, count) => {
    const cookies = chunkByNextAuth(await makeSession(letters));
    expect(Object.keys(cookies)).toHaveLength(count);
    expect(await readUser(cookies)).toBe("ana");
  });

  it.each([
    ["a cookie after the last part", (own: Record<string, string>) => ({ ...own, [`${NAME}.2`]: "forged" })],
    [
      "a cookie with the name of the whole session",
      (own: Record<string, string>) => ({ ...own, [NAME]: "forged" }),
    ],
    [
      "a part with another spelling of its number",
      (own: Record<string, string>) => ({ ...own, [`${NAME}.00`]: "forged" }),
    ],
  ])("ignores a forged cookie: %s", async (_what, forge) => {
    const own = chunkByNextAuth(await makeSession(3_500));
    const forged = forge(own);
    expect(await readUser(forged)).toBe("ana");
    // next-auth has the same session, so that a sign-out ends it.
    const { jwt } = buildAuthOptions(config, { cookie: reader(forged) });
    expect(await jwt?.decode?.({ token: Object.values(forged).join(""), secret })).toMatchObject({
      sub: "ana",
    });
  });

  it("ignores parts beside a session in one cookie", async () => {
    const own = await makeSession(100);
    expect(await readUser({ [NAME]: own, [`${NAME}.0`]: "forged", [`${NAME}.1`]: "forged" })).toBe("ana");
  });

  it.each([
    ["the parts belong to two sessions", async (one: string, other: string) => mix(one, other)],
    ["the first part is missing", async (one: string) => without(chunkByNextAuth(one), `${NAME}.0`)],
    ["the last part is missing", async (one: string) => without(chunkByNextAuth(one), `${NAME}.1`)],
    ["a part is modified", async (one: string) => ({ ...chunkByNextAuth(one), [`${NAME}.1`]: "AAAA" })],
    ["there are too many parts", async () => flood()],
  ])("is refused when %s", async (_why, forge) => {
    const cookies = await forge(await makeSession(3_500), await makeSession(3_500, "bo"));
    expect(await readUser(cookies)).toBeUndefined();
  });
});

describe("renewed session", () => {
  const renew = (letters: number, cookies: Record<string, string>) => {
    const tokens = { access: "a".repeat(letters), refresh: "r", expiresAt: 2_000 };
    return renewSession({ id: "s", startedAt, user: "ana", via: "gitea" }, tokens, config, reader(cookies));
  };

  it.each([
    ["grows into two cookies", 100, 3_500, [`${NAME}.0`, `${NAME}.1`]],
    ["shrinks into one cookie", 3_500, 100, [NAME]],
    ["needs fewer parts", 8_000, 3_500, [`${NAME}.0`, `${NAME}.1`]],
  ])("removes its old cookies when it %s", async (_what, before, after, names) => {
    const old = chunkByNextAuth(await makeSession(before));
    const headers = await renew(after, old);
    expect(headers.every((header) => header.length <= 4_096)).toBe(true);
    const kept = keep(old, headers);
    expect(Object.keys(kept).sort()).toEqual(names);
    expect((await readSession(reader(kept), config))?.via).toBe("gitea");
  });
});

it("a session that grows beyond the headers of a server is not renewed, and ends with its cookie", async () => {
  const tokens = { access: "a".repeat(12_000), refresh: "r", expiresAt: 2_000 };
  const session = { id: "s", startedAt, user: "ana", via: "gitea" };
  expect(await renewSession(session, tokens, config, () => undefined)).toEqual([]);
});

function mix(one: string, other: string): Record<string, string> {
  return { ...chunkByNextAuth(one), [`${NAME}.1`]: chunkByNextAuth(other)[`${NAME}.1`] ?? "" };
}

function without(cookies: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(cookies).filter(([other]) => other !== name));
}

function flood(): Record<string, string> {
  return Object.fromEntries(Array.from({ length: 40 }, (_, part) => [`${NAME}.${part}`, "A".repeat(3_933)]));
}
