import { describe, expect, it } from "vitest";
import { requireSameOrigin } from "#lib/auth/same-origin";

const URL = "https://portal.example.com";
const JSON_TYPE = { "content-type": "application/json" };

type Row = [why: string, method: string, headers: Record<string, string>, allowed: boolean];

const rows: Row[] = [
  ["accepts a read from another site", "GET", { "sec-fetch-site": "cross-site" }, true],
  [
    "accepts the portal's own page",
    "POST",
    { ...JSON_TYPE, "sec-fetch-site": "same-origin", origin: URL },
    true,
  ],
  ["accepts an older browser that sends only the origin", "POST", { ...JSON_TYPE, origin: URL }, true],
  [
    "accepts JSON with a charset",
    "POST",
    { "content-type": "Application/JSON; charset=utf-8", origin: URL },
    true,
  ],
  [
    "refuses another site",
    "POST",
    { ...JSON_TYPE, "sec-fetch-site": "cross-site", origin: "https://evil.test" },
    false,
  ],
  [
    "refuses another host of the same domain",
    "POST",
    { ...JSON_TYPE, "sec-fetch-site": "same-site", origin: "https://blog.example.com" },
    false,
  ],
  [
    "refuses the same host with another scheme",
    "POST",
    { ...JSON_TYPE, origin: "http://portal.example.com" },
    false,
  ],
  ["refuses the same host with another port", "POST", { ...JSON_TYPE, origin: `${URL}:8443` }, false],
  [
    "refuses a host whose name only begins with the same text",
    "POST",
    { ...JSON_TYPE, origin: `${URL}.evil.test` },
    false,
  ],
  ["refuses a sandboxed frame without an origin", "POST", { ...JSON_TYPE, origin: "null" }, false],
  [
    "refuses a request that a person enters in the address bar",
    "POST",
    { ...JSON_TYPE, "sec-fetch-site": "none" },
    false,
  ],
  ["refuses a request without an origin", "POST", JSON_TYPE, false],
  [
    "refuses a host after DNS rebinding",
    "POST",
    { ...JSON_TYPE, "sec-fetch-site": "same-origin", origin: "http://rebound.test" },
    false,
  ],
  [
    "refuses a form, which needs no preflight request",
    "POST",
    { "content-type": "text/plain", "sec-fetch-site": "same-origin", origin: URL },
    false,
  ],
  [
    "refuses a request without a content type",
    "POST",
    { "sec-fetch-site": "same-origin", origin: URL },
    false,
  ],
  ["refuses another method that writes", "DELETE", { ...JSON_TYPE, origin: "https://evil.test" }, false],
];

describe("requireSameOrigin", () => {
  it.each(rows)("%s", (_why, method, headers, allowed) => {
    const check = () => requireSameOrigin({ method, headers: new Headers(headers) }, URL);
    if (allowed) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code: "csrf", status: 403 }));
  });
});
