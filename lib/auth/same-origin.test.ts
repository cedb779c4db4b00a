import { describe, expect, it } from "vitest";
import { requireSameOrigin } from "#lib/auth/same-origin";

const URL = "https://portal.example.com";
const JSON_TYPE = { "content-type": "application/json" };

type Row = [why: string, method: string, headers: Record<string, string>, allowed: boolean];

const rows: Row[] = [
  ["a read changes nothing", "GET", { "sec-fetch-site": "cross-site" }, true],
  ["the portal's own page", "POST", { ...JSON_TYPE, "sec-fetch-site": "same-origin", origin: URL }, true],
  ["an older browser sends the origin alone", "POST", { ...JSON_TYPE, origin: URL }, true],
  [
    "a charset is still JSON",
    "POST",
    { "content-type": "Application/JSON; charset=utf-8", origin: URL },
    true,
  ],
  [
    "another site",
    "POST",
    { ...JSON_TYPE, "sec-fetch-site": "cross-site", origin: "https://evil.test" },
    false,
  ],
  [
    "a neighbour under the same domain is not the portal",
    "POST",
    { ...JSON_TYPE, "sec-fetch-site": "same-site", origin: "https://blog.example.com" },
    false,
  ],
  ["the same host by another scheme", "POST", { ...JSON_TYPE, origin: "http://portal.example.com" }, false],
  ["the same host on another port", "POST", { ...JSON_TYPE, origin: `${URL}:8443` }, false],
  ["a name that only begins alike", "POST", { ...JSON_TYPE, origin: `${URL}.evil.test` }, false],
  ["a sandboxed frame has no origin", "POST", { ...JSON_TYPE, origin: "null" }, false],
  ["typed into the address bar", "POST", { ...JSON_TYPE, "sec-fetch-site": "none" }, false],
  ["what says nothing of where it comes from", "POST", JSON_TYPE, false],
  [
    "a rebound name looks like its own origin, not like ours",
    "POST",
    { ...JSON_TYPE, "sec-fetch-site": "same-origin", origin: "http://rebound.test" },
    false,
  ],
  [
    "a form can send text without asking first",
    "POST",
    { "content-type": "text/plain", "sec-fetch-site": "same-origin", origin: URL },
    false,
  ],
  ["no type at all", "POST", { "sec-fetch-site": "same-origin", origin: URL }, false],
  ["other verbs write as well", "DELETE", { ...JSON_TYPE, origin: "https://evil.test" }, false],
];

describe("requireSameOrigin", () => {
  it.each(rows)("%s", (_why, method, headers, allowed) => {
    const check = () => requireSameOrigin({ method, headers: new Headers(headers) }, URL);
    if (allowed) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code: "csrf", status: 403 }));
  });
});
