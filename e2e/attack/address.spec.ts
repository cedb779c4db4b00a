import { readJson } from "./testing/http";
import { expect, test } from "./testing/stage";

const ME = "/api/v1/me";

const ELSEWHERE = [
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example/",
  "\\\\evil.example",
  "/%5cevil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "/catalog/../..//evil.example",
  "http://127.0.0.1@evil.example/",
  "\thttps://evil.example/",
];

for (const callbackUrl of ELSEWHERE) {
  test(`sign-in and sign-out do not redirect to ${JSON.stringify(callbackUrl)}`, async ({ stage }) => {
    const query = new URLSearchParams({ callbackUrl });
    const places = [
      "/sign-in",
      "/api/auth/signin",
      "/api/auth/signout",
      "/api/auth/error",
      "/api/auth/callback/demo",
    ];
    for (const path of places) {
      const { headers, text } = await stage.asNobody({ path: `${path}?${query}` });
      const location = headers.location ? new URL(headers.location, stage.url).origin : stage.url;
      expect.soft(location, path).toBe(stage.url);
      expect.soft(text, path).not.toMatch(/(href|action|content)="[^"]*evil\.example/);
    }
    const { csrfToken } = readJson(await stage.asNobody({ path: "/api/auth/csrf" }));
    const answer = await stage.asNobody({
      method: "POST",
      path: "/api/auth/callback/guest",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: stage.url },
      body: `${new URLSearchParams({ csrfToken, json: "true", callbackUrl })}`,
    });
    expect.soft(answer.text).not.toMatch(/"url":"[^"]*\/\/evil\.example/);
  });
}

test("forwarded headers do not change where a sign-in redirects", async ({ stage }) => {
  const headers = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    forwarded: "host=evil.example",
  };
  for (const path of ["/", "/catalog", "/api/auth/signin", "/api/auth/providers", "/sign-in"]) {
    const answer = await stage.asNobody({ path, headers });
    expect.soft(answer.headers.location ?? "", path).not.toContain("evil.example");
    expect.soft(answer.text, path).not.toContain("evil.example");
  }
});

/** Sent as they are: no client has tidied them up. */
const PATHS = [
  "/api/v1/requests/../../../etc/passwd",
  "/api/v1/requests/..%2f..%2f..%2fetc%2fpasswd",
  "/api/v1/requests/platform-requests-1%00",
  "/api/v1/requests/platform-requests-1%0a",
  "/api/v1/requests/platform-requests-1/..%2f2/approve",
  "/api/v1/requests/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
  "/api/v1/catalog/..%2f..%2fetc%2fpasswd",
  "/api/v1/catalog/%00",
  "/api/v1/catalog/%ff",
  "/api/v1/catalog/%",
  "/api/v1/resources/local/_/v1/configmaps/team-a/..",
  "/api/v1/resources/local/_/v1/configmaps/team-a/%2e%2e%2f%2e%2e",
  "/api/v1/resources/local/_/v1/configmaps/..%2f..%2f..%2f/x",
  "/api/v1/resources/local/..%2f..%2fapi/v1/configmaps/team-a/x",
  "/api/v1/resources/local/_/v1/pods%2fx%2flog/team-a/x",
  "/api/v1/resources/local/_/v1/pods/team-a/x%3fwatch=1",
  "/_next/static/../../../../etc/passwd",
  "/_next/static/..%2f..%2f..%2fpackage.json",
  "/_next/static/%2e%2e/%2e%2e/server.js",
  "/.env",
  "/.git/config",
  "/server.js",
  "/..%5c..%5cpackage.json",
  "//evil.example/%2f..",
  "/api/..%2fapi%2fv1%2fme",
];

for (const path of PATHS) {
  test(`${path} returns no content`, async ({ stage }) => {
    const requester = await stage.as("requester");
    const { status, text, headers } = await requester.send({ path });
    expect(status, text.slice(0, 200)).toBeGreaterThanOrEqual(300);
    expect(status, text.slice(0, 200)).toBeLessThan(500);
    expect(text).not.toMatch(/root:x:|"dependencies"|createServer/);
    if (headers.location) expect(new URL(headers.location, stage.url).origin).toBe(stage.url);
  });
}

test("every answer has the security headers, and API answers have a request ID", async ({ stage }) => {
  const requester = await stage.as("requester");
  for (const path of [ME, "/api/v1/nowhere", "/api/healthz", "/catalog", "/sign-in", "/nowhere"]) {
    const { headers } = await requester.get(path);
    expect.soft(headers["x-content-type-options"], path).toBe("nosniff");
    expect.soft(headers["x-frame-options"], path).toBe("DENY");
    expect.soft(headers["content-security-policy"], path).toMatch(/default-src/);
    expect.soft(headers["x-powered-by"], path).toBeUndefined();
    if (path.startsWith("/api/")) expect.soft(headers["x-request-id"], path).toMatch(/^[\w-]{8,}$/);
  }
});

test("the image optimizer fetches nothing", async ({ stage }) => {
  for (const url of ["/icon.svg", "http://127.0.0.1:1/x.png", "%2f%2fevil.example%2fx.png"]) {
    const { status } = await stage.asNobody({ path: `/_next/image?url=${url}&w=64&q=75` });
    expect.soft(status, url).toBe(404);
  }
});

test("a client cannot send the internal headers of Next and the portal", async ({ stage }) => {
  const forged = {
    "x-nonce": "forged",
    "x-path": "https://evil.example/",
    "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy",
    "content-security-policy": "script-src 'nonce-forged'",
  };
  const { headers, text } = await stage.asNobody({ path: "/sign-in", headers: forged });
  expect(headers["content-security-policy"]).toContain("'nonce-");
  expect(headers["content-security-policy"]).not.toContain("forged");
  expect(text).not.toContain('nonce="forged"');
  const page = await stage.asNobody({ path: "/catalog", headers: forged });
  expect(page.headers.location ?? "").not.toContain("evil.example");
  expect(page.text).not.toContain("evil.example");
});
