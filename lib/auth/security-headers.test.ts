import { describe, expect, it } from "vitest";
import { buildPagePolicy, createNonce, DATA_POLICY } from "#lib/auth/security-headers";
import config from "../../next.config.js";

function directive(policy: string, name: string): string | undefined {
  return policy.split("; ").find((part) => part.startsWith(`${name} `));
}

const LIVE = { development: false, imageHosts: [] };

describe("buildPagePolicy", () => {
  it("allows scripts only with the nonce, and no eval", () => {
    expect(directive(buildPagePolicy("abc", LIVE), "script-src")).toBe(
      "script-src 'nonce-abc' 'strict-dynamic'",
    );
  });

  it("allows eval and the styles of Next's tools only in development", () => {
    expect(buildPagePolicy("abc", { ...LIVE, development: true })).toContain("'unsafe-eval'");
    expect(directive(buildPagePolicy("abc", { ...LIVE, development: true }), "style-src-elem")).toContain(
      "'unsafe-inline'",
    );
    expect(buildPagePolicy("abc", LIVE)).not.toContain("unsafe-eval");
  });

  it("allows inline styles only as attributes", () => {
    const policy = buildPagePolicy("abc", LIVE);
    expect(directive(policy, "style-src-elem")).toBe("style-src-elem 'self' 'nonce-abc'");
    expect(policy.match(/unsafe-inline/g)).toHaveLength(1);
  });
});

describe("img-src", () => {
  it("allows only the portal and the configured hosts", () => {
    expect(directive(buildPagePolicy("abc", LIVE), "img-src")).toBe("img-src 'self' data:");
    const hosts = { ...LIVE, imageHosts: ["icons.example.com", "*.cdn.example.com"] };
    expect(directive(buildPagePolicy("abc", hosts), "img-src")).toBe(
      "img-src 'self' data: https://icons.example.com https://*.cdn.example.com",
    );
  });
});

describe("DATA_POLICY", () => {
  it("is the policy that next.config.js sends with every API response", async () => {
    const headers = await config.headers?.();
    const api = headers?.find(({ source }) => source === "/api/:path*");
    expect(api?.headers).toEqual([{ key: "Content-Security-Policy", value: DATA_POLICY }]);
  });
});

describe("createNonce", () => {
  it("returns 128 random bits", () => {
    const nonces = Array.from({ length: 1_000 }, createNonce);
    expect(new Set(nonces).size).toBe(1_000);
    expect(nonces.every((nonce) => atob(nonce).length === 16)).toBe(true);
  });
});
