import { describe, expect, it } from "vitest";
import { findOwnAddress } from "#lib/server/http/own-address";

const direct = { url: "http://localhost:3000", trustedProxies: 0 };
const proxied = { url: "https://portal.test", trustedProxies: 1 };

function ask(host: string, config = direct, url = "/catalog?q=a", headers: Record<string, string> = {}) {
  return findOwnAddress({ method: "GET", url, headers: { host, ...headers } }, config);
}

describe("findOwnAddress", () => {
  it.each([
    ["the loopback address", ask("127.0.0.1:3000"), "http://localhost:3000/catalog?q=a"],
    ["the loopback address of IPv6", ask("[::1]:3000"), "http://localhost:3000/catalog?q=a"],
    ["another port", ask("localhost:4000"), "http://localhost:3000/catalog?q=a"],
    ["another host name", ask("portal.internal", proxied), "https://portal.test/catalog?q=a"],
    [
      "another host name from a trusted proxy",
      ask("10.0.0.7:3000", proxied, "/", { "x-forwarded-host": "portal.internal" }),
      "https://portal.test/",
    ],
    [
      "a path that looks like a host",
      ask("127.0.0.1:3000", direct, "//evil.test/"),
      "http://localhost:3000//evil.test/",
    ],
  ])("redirects to the configured URL: %s", (_what, found, expected) => {
    expect(found).toBe(expected);
    expect(new URL(found ?? "").host).toBe(new URL(expected).host);
  });

  it.each([
    ["the portal's own host", ask("localhost:3000")],
    ["the host in upper case", ask("LOCALHOST:3000")],
    ["the host with the default port of HTTPS", ask("portal.test:443", proxied)],
    [
      "a host that a trusted proxy replaced",
      ask("10.0.0.7:3000", proxied, "/", { "x-forwarded-host": "portal.test" }),
    ],
    [
      "a host that a proxy replaced, after one redirect",
      ask("10.0.0.7", proxied, "/", { cookie: "a=b; vitrine.moved=1" }),
    ],
    ["a probe", ask("10.0.0.7:3000", direct, "/api/readyz")],
    ["an API call", ask("127.0.0.1:3000", direct, "/api/v1/me")],
    ["a script of a page", ask("127.0.0.1:3000", direct, "/_next/static/a.js")],
    ["an image of a page", ask("127.0.0.1:3000", direct, "/icon.svg", { "sec-fetch-dest": "image" })],
    [
      "a form submission",
      findOwnAddress({ method: "POST", url: "/", headers: { host: "127.0.0.1" } }, direct),
    ],
    ["no host", findOwnAddress({ method: "GET", url: "/", headers: {} }, direct)],
    ["an invalid host", ask("a b")],
  ])("does not redirect: %s", (_what, found) => {
    expect(found).toBeUndefined();
  });

  it("ignores the forwarded host of a client that is not a trusted proxy", () => {
    expect(ask("localhost:3000", direct, "/", { "x-forwarded-host": "evil.test" })).toBeUndefined();
    expect(ask("127.0.0.1:3000", direct, "/", { "x-forwarded-host": "localhost:3000" })).toBe(
      "http://localhost:3000/",
    );
  });
});
