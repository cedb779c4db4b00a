import { describe, expect, it } from "vitest";
import { buildPagePolicy, createNonce } from "#lib/auth/security-headers";

function directive(policy: string, name: string): string | undefined {
  return policy.split("; ").find((part) => part.startsWith(`${name} `));
}

describe("buildPagePolicy", () => {
  it("runs scripts by their nonce only, without eval", () => {
    expect(directive(buildPagePolicy("abc", false), "script-src")).toBe(
      "script-src 'nonce-abc' 'strict-dynamic'",
    );
  });

  it("allows eval and the styles of Next's tools during development only", () => {
    expect(buildPagePolicy("abc", true)).toContain("'unsafe-eval'");
    expect(directive(buildPagePolicy("abc", true), "style-src-elem")).toContain("'unsafe-inline'");
    expect(buildPagePolicy("abc", false)).not.toContain("unsafe-eval");
  });

  it("allows inline styles as attributes and nothing else inline", () => {
    const policy = buildPagePolicy("abc", false);
    expect(directive(policy, "style-src-elem")).toBe("style-src-elem 'self' 'nonce-abc'");
    expect(policy.match(/unsafe-inline/g)).toHaveLength(1);
  });
});

describe("createNonce", () => {
  it("is 128 bits that do not repeat", () => {
    const nonces = Array.from({ length: 1_000 }, createNonce);
    expect(new Set(nonces).size).toBe(1_000);
    expect(nonces.every((nonce) => atob(nonce).length === 16)).toBe(true);
  });
});
