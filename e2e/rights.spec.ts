import { expect, get, signIn, test } from "./testing/portal";

const request = {
  entry: "crd.local.featureflags.demo.vitrine.dev",
  name: "dark-mode",
  namespace: "team-a",
  operation: "create",
  values: { spec: {} },
};

test.describe("access control", () => {
  test("nobody can read anything without signing in", async ({ portal }) => {
    for (const path of ["catalog", "requests", "resources", "me", "status", "stream?topics=catalog"]) {
      const response = await fetch(`${portal.url}/api/v1/${path}`);
      expect(response.status, path).toBe(401);
      expect(response.headers.get("content-type"), path).toContain("application/problem+json");
    }
  });

  test("an invalid token is refused", async ({ portal }) => {
    const response = await fetch(`${portal.url}/api/v1/catalog`, {
      headers: { authorization: `Bearer ${portal.token}x` },
    });
    expect(response.status).toBe(401);
  });

  test("a write from another site is refused even with a session", async ({ browser, portal }) => {
    const page = await signIn(browser, portal.url, "Ana");
    const response = await page.context().request.post(`${portal.url}/api/v1/requests`, {
      headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
      data: request,
    });
    expect(response.status()).toBe(403);
    expect((await response.json()).code).toBe("csrf");
  });

  test("the portal cannot read a Secret", async ({ portal }) => {
    const response = await get(portal, "/api/v1/resources/local/_/v1/secrets/team-a/anything");
    expect([403, 404]).toContain(response.status);
  });
});

test("pages have a strict content security policy and do not violate it", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Ana");
  const violations: string[] = [];
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) violations.push(message.text());
  });
  for (const path of ["/catalog", "/requests", "/approvals", "/settings", "/nowhere"]) {
    const policy = (await page.goto(path))?.headers()["content-security-policy"] ?? "";
    expect(policy, path).toContain("'nonce-");
    expect(policy, path).not.toContain("unsafe-eval");
    expect(policy.match(/script-src[^;]*/)?.[0], path).not.toContain("unsafe-inline");
    await page.getByRole("heading", { level: 1 }).waitFor();
  }
  expect(violations).toEqual([]);
});
