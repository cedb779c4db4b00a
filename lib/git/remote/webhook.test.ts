import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  type CheckSignature,
  isSignedByGitea,
  isSignedByGitHub,
  isSignedByGitLab,
} from "#lib/git/remote/webhook";

/** The example of https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation */
const SECRET = "It's a Secret to Everybody";
const BODY = "Hello, World!";
const HEX = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

function check(isSigned: CheckSignature, headers: Record<string, string>, body = BODY, secret = SECRET) {
  return isSigned({ header: (name) => headers[name] ?? null, body: Buffer.from(body) }, secret);
}

describe.each<[host: string, isSigned: CheckSignature, header: string, signature: string]>([
  ["GitHub", isSignedByGitHub, "x-hub-signature-256", `sha256=${HEX}`],
  ["Gitea", isSignedByGitea, "x-gitea-signature", HEX],
  ["Forgejo", isSignedByGitea, "x-forgejo-signature", HEX],
])("a delivery of %s", (_host, isSigned, header, signature) => {
  it("counts with the signature of its body", () => {
    expect(check(isSigned, { [header]: signature })).toBe(true);
  });

  it.each<[why: string, headers: Record<string, string>, body?: string, secret?: string]>([
    ["no signature", {}],
    ["an empty signature", { [header]: "" }],
    ["the signature of another body", { [header]: signature }, "Hello, World"],
    ["the signature of another secret", { [header]: signature }, BODY, "other"],
    ["a part of the signature", { [header]: signature.slice(0, -1) }],
    ["a longer signature", { [header]: `${signature}0` }],
    ["the older algorithm alone", { "x-hub-signature": `sha1=${HEX.slice(0, 40)}` }],
    ["the secret in the place of another host", { "x-gitlab-token": SECRET }],
  ])("does not count with %s", (_why, headers, body, secret) => {
    expect(check(isSigned, headers, body, secret)).toBe(false);
  });
});

it("a wrong signature of Forgejo is not replaced by a right one of Gitea", () => {
  expect(check(isSignedByGitea, { "x-forgejo-signature": "0", "x-gitea-signature": HEX })).toBe(false);
});

describe("a delivery of GitLab", () => {
  const KEY = Buffer.alloc(32, 7);
  const TOKEN = `whsec_${KEY.toString("base64")}`;

  function sign({ id = "one", at = Date.now(), body = BODY } = {}): Record<string, string> {
    const time = String(Math.floor(at / 1000));
    const signature = createHmac("sha256", KEY).update(`${id}.${time}.${body}`).digest("base64");
    return { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": `v1,${signature}` };
  }

  it("counts with the secret token, and with a signature of the signing token", () => {
    expect(check(isSignedByGitLab, { "x-gitlab-token": SECRET })).toBe(true);
    expect(check(isSignedByGitLab, sign(), BODY, TOKEN)).toBe(true);
    const rotated = { ...sign(), "webhook-signature": `v1,AAAA ${sign()["webhook-signature"]}` };
    expect(check(isSignedByGitLab, rotated, BODY, TOKEN)).toBe(true);
  });

  it.each<[why: string, headers: Record<string, string>, secret?: string]>([
    ["no token", {}],
    ["another token", { "x-gitlab-token": `${SECRET}!` }],
    ["the signing token itself", { "x-gitlab-token": TOKEN }, TOKEN],
    ["no signature", { ...sign(), "webhook-signature": "" }, TOKEN],
    ["the signature of another id", { ...sign(), "webhook-id": "two" }, TOKEN],
    ["the signature of another body", sign({ body: "x" }), TOKEN],
    ["an old signature", sign({ at: Date.now() - 6 * 60_000 }), TOKEN],
    ["a time that is none", { ...sign(), "webhook-timestamp": "now" }, TOKEN],
    ["another version of the signature", { ...sign(), "webhook-signature": "v2,AAAA" }, TOKEN],
  ])("does not count with %s", (_why, headers, secret) => {
    expect(check(isSignedByGitLab, headers, BODY, secret)).toBe(false);
  });
});
