import { describe, expect, it } from "vitest";
import { findOwnAddress } from "#lib/server/http/own-address";

const direct = { url: "http://localhost:3000", trustedProxies: 0 };
const proxied = { url: "https://portal.test", trustedProxies: 1 };

function ask(host: string, config = direct, url = "/catalog?q=a", headers: Record<string, string> = {}) {
  return findOwnAddress({ method: "GET", url, headers: { host, ...headers } }, config);
}

describe("a page that is opened under another host", () => {
  it.each([
    ["the loopback address", ask("127.0.0.1:3000"), "http://localhost:3000/catalog?q=a"],
    ["the loopback address of IPv6", ask("[::1]:3000"), "http://localhost:3000/catalog?q=a"],
    ["another port", ask("localhost:4000"), "http://localhost:3000/catalog?q=a"],
    ["another name", ask("portal.internal", proxied), "https://portal.test/catalog?q=a"],
    [
      "another name, as a trusted proxy says",
      ask("10.0.0.7:3000", proxied, "/", { "x-forwarded-host": "portal.internal" }),
      "https://portal.test/",
    ],
    [
      "a path that looks like a host",
      ask("127.0.0.1:3000", direct, "//evil.test/"),
      "http://localhost:3000//evil.test/",
    ],
  ])("leads to the configured address: %s", (_what, found, expected) => {
    expect(found).toBe(expected);
    expect(new URL(found ?? "").host).toBe(new URL(expected).host);
  });

  it.each([
    ["the portal's own host", ask("localhost:3000")],
    ["the host in other letters", ask("LOCALHOST:3000")],
    ["the port that HTTPS has anyway", ask("portal.test:443", proxied)],
    [
      "a host that a trusted proxy replaced",
      ask("10.0.0.7:3000", proxied, "/", { "x-forwarded-host": "portal.test" }),
    ],
    [
      "a host that a proxy replaced, on the way back",
      ask("10.0.0.7", proxied, "/", { cookie: "a=b; vitrine.moved=1" }),
    ],
    ["a probe", ask("10.0.0.7:3000", direct, "/api/readyz")],
    ["a call of the API", ask("127.0.0.1:3000", direct, "/api/v1/me")],
    ["a script of a page", ask("127.0.0.1:3000", direct, "/_next/static/a.js")],
    ["a picture of a page", ask("127.0.0.1:3000", direct, "/icon.svg", { "sec-fetch-dest": "image" })],
    [
      "a form that is sent",
      findOwnAddress({ method: "POST", url: "/", headers: { host: "127.0.0.1" } }, direct),
    ],
    ["no host", findOwnAddress({ method: "GET", url: "/", headers: {} }, direct)],
    ["a host that is none", ask("a b")],
  ])("stays where it is: %s", (_what, found) => {
    expect(found).toBeUndefined();
  });

  it("is not led by a client that claims a forwarded host", () => {
    expect(ask("localhost:3000", direct, "/", { "x-forwarded-host": "evil.test" })).toBeUndefined();
    expect(ask("127.0.0.1:3000", direct, "/", { "x-forwarded-host": "localhost:3000" })).toBe(
      "http://localhost:3000/",
    );
  });
});
