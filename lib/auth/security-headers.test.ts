import { describe, expect, it } from "vitest";
import { buildPagePolicy, createNonce, DATA_POLICY } from "#lib/auth/security-headers";
import config from "../../next.config.js";

function directive(policy: string, name: string): string | undefined {
  return policy.split("; ").find((part) => part.startsWith(`${name} `));
}

const LIVE = { development: false, imageHosts: [] };

describe("buildPagePolicy", () => {
  it("runs scripts by their nonce only, without eval", () => {
    expect(directive(buildPagePolicy("abc", LIVE), "script-src")).toBe(
      "script-src 'nonce-abc' 'strict-dynamic'",
    );
  });

  it("allows eval and the styles of Next's tools during development only", () => {
    expect(buildPagePolicy("abc", { ...LIVE, development: true })).toContain("'unsafe-eval'");
    expect(directive(buildPagePolicy("abc", { ...LIVE, development: true }), "style-src-elem")).toContain(
      "'unsafe-inline'",
    );
    expect(buildPagePolicy("abc", LIVE)).not.toContain("unsafe-eval");
  });

  it("allows inline styles as attributes and nothing else inline", () => {
    const policy = buildPagePolicy("abc", LIVE);
    expect(directive(policy, "style-src-elem")).toBe("style-src-elem 'self' 'nonce-abc'");
    expect(policy.match(/unsafe-inline/g)).toHaveLength(1);
  });
});

describe("pictures", () => {
  it("come from the portal and from configured hosts alone", () => {
    expect(directive(buildPagePolicy("abc", LIVE), "img-src")).toBe("img-src 'self' data:");
    const hosts = { ...LIVE, imageHosts: ["icons.example.com", "*.cdn.example.com"] };
    expect(directive(buildPagePolicy("abc", hosts), "img-src")).toBe(
      "img-src 'self' data: https://icons.example.com https://*.cdn.example.com",
    );
  });
});

describe("the policy of what is no page", () => {
  it("is the one that next.config.js sends with every answer of the API", async () => {
    const headers = await config.headers?.();
    const api = headers?.find(({ source }) => source === "/api/:path*");
    expect(api?.headers).toEqual([{ key: "Content-Security-Policy", value: DATA_POLICY }]);
  });
});

describe("createNonce", () => {
  it("is 128 bits that do not repeat", () => {
    const nonces = Array.from({ length: 1_000 }, createNonce);
    expect(new Set(nonces).size).toBe(1_000);
    expect(nonces.every((nonce) => atob(nonce).length === 16)).toBe(true);
  });
});
