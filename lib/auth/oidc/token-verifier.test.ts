import { createHmac } from "node:crypto";
import {
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { createTokenVerifier } from "#lib/auth/oidc/token-verifier";
import { nameFailure, type SignInFailure } from "#lib/auth/session/sign-in-failure";
import { PortalError } from "#lib/errors";

const issuer = "https://login.example.com";
const CLIENT = "portal";
const now = () => Math.floor(Date.now() / 1_000);
const good = () => ({ iss: issuer, aud: CLIENT, sub: "ana", exp: now() + 300, iat: now() });

let own: CryptoKey;
let foreign: CryptoKey;
let elliptic: CryptoKey;
let publicPem: string;
let keys: object;

beforeAll(async () => {
  const pair = await generateKeyPair("RS256");
  own = pair.privateKey;
  publicPem = await exportSPKI(pair.publicKey);
  foreign = (await generateKeyPair("RS256")).privateKey;
  const second = await generateKeyPair("ES256");
  elliptic = second.privateKey;
  keys = {
    keys: [
      { ...(await exportJWK(pair.publicKey)), kid: "own" },
      { ...(await exportJWK(second.publicKey)), kid: "elliptic" },
    ],
  };
});

function verify(token: string, fetch = async () => Response.json(keys)) {
  const discover = async () => ({
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    token_endpoint_auth_methods_supported: [],
    authorization_response_iss_parameter_supported: false,
  });
  const signIn = { name: "Example", issuer, signingAlgorithms: ["RS256" as const] };
  return createTokenVerifier({ signIn, discover, fetch })(token, [CLIENT]);
}

function sign(changes: JWTPayload = {}, key = own, header: Partial<JWTHeaderParameters> = {}) {
  return new SignJWT({ ...good(), ...changes })
    .setProtectedHeader({ alg: "RS256", kid: "own", ...header })
    .sign(key);
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");

/** A token that needs no key to be made. */
function forge(header: object, signature: (text: string) => string): string {
  const text = `${encode(header)}.${encode(good())}`;
  return `${text}.${signature(text)}`;
}

describe("token of the issuer", () => {
  it("gives its claims", async () => {
    expect(await verify(await sign({ groups: ["a"] }))).toMatchObject({ sub: "ana", groups: ["a"] });
  });

  it("can have the portal among its audiences", async () => {
    expect(await verify(await sign({ aud: ["other", CLIENT] }))).toMatchObject({ sub: "ana" });
  });
});

const forged: [why: string, make: () => Promise<string> | string, failure: SignInFailure][] = [
  ["another issuer", () => sign({ iss: "https://evil.test" }), "token"],
  ["an issuer with a slash more", () => sign({ iss: `${issuer}/` }), "token"],
  ["no issuer", () => sign({ iss: undefined }), "token"],
  ["another client", () => sign({ aud: "other" }), "token"],
  ["no audience", () => sign({ aud: undefined }), "token"],
  ["no subject", () => sign({ sub: undefined }), "token"],
  ["no end", () => sign({ exp: undefined }), "token"],
  ["an end long ago", () => sign({ exp: now() - 60 }), "clock"],
  ["a start in the future", () => sign({ nbf: now() + 60 }), "clock"],
  ["a logout", () => sign({ events: { "http://schemas.openid.net/event/backchannel-logout": {} } }), "token"],
  ["a foreign key", () => sign({}, foreign), "token"],
  ["a key that the issuer does not publish", () => sign({}, foreign, { kid: "unknown" }), "token"],
  [
    "an algorithm that is not configured",
    () => sign({}, elliptic, { alg: "ES256", kid: "elliptic" }),
    "token",
  ],
  ["the algorithm none", () => forge({ alg: "none" }, () => ""), "token"],
  ["the algorithm None in another spelling", () => forge({ alg: "NoNe", kid: "own" }, () => ""), "token"],
  [
    "HS256 with the public key as secret",
    () =>
      forge({ alg: "HS256", kid: "own" }, (text) =>
        createHmac("sha256", publicPem).update(text).digest("base64url"),
      ),
    "token",
  ],
  [
    "a key of its own in the header",
    async () => sign({}, foreign, { kid: "x", jku: "https://evil.test/keys", jwk: { kty: "RSA" } }),
    "token",
  ],
  [
    "changed claims",
    async () => (await sign()).replace(/\.[^.]+\./, `.${encode({ ...good(), sub: "bo" })}.`),
    "token",
  ],
  ["no form of a token", () => "header.payload.signature", "token"],
];

describe("token that is refused", () => {
  it.each(forged)("has %s", async (_why, make, failure) => {
    const error: unknown = await verify(await make()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "SignInError" });
    expect(nameFailure(error)).toBe(failure);
  });
});

describe("keys that cannot be read", () => {
  const unreachable = new PortalError("sign-in-unavailable", { detail: "No answer." });
  it.each([
    ["the issuer is unreachable", () => Promise.reject(unreachable)],
    ["the network fails", () => Promise.reject(new TypeError("fetch failed"))],
    ["the issuer fails", async () => new Response("", { status: 500 })],
    ["the issuer sends a redirect", async () => Response.redirect("https://evil.test/keys")],
    ["another page answers", async () => new Response("<html>")],
    ["the answer has no keys", async () => Response.json({ keys: "none" })],
  ])("say nothing about the token: %s", async (_why, fetch) => {
    await expect(verify(await sign(), fetch)).rejects.toMatchObject({ code: "sign-in-unavailable" });
  });
});
