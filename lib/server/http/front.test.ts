import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openFront } from "#lib/server/http/front";

/** The headers that the server behind the front received. It stands in for Next. */
const seen: http.IncomingHttpHeaders[] = [];
const server = http.createServer((request, response) => {
  seen.push(request.headers);
  response.end("passed");
});
let close: () => void;
let port: number;

beforeAll(async () => {
  vi.stubEnv("VITRINE_SECRET", "0123456789abcdef0123456789abcdef");
  vi.stubEnv("VITRINE_URL", "https://portal.test");
  vi.stubEnv("VITRINE_LIMITS", JSON.stringify({ address: { burst: 200, perSecond: 0.001 } }));
  vi.stubEnv("VITRINE_TRUSTED_PROXIES", "1");
  vi.stubEnv("LOG_LEVEL", "silent");
  close = openFront();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  port = typeof address === "object" && address ? address.port : 0;
});
afterAll(async () => {
  close();
  server.close();
  server.closeAllConnections();
  vi.unstubAllEnvs();
});
beforeEach(() => {
  seen.length = 0;
});

/** Each test uses its own address, so that the tests do not share a rate limit. */
async function send(method: string, path: string, headers: Record<string, string> = {}, from = "10.0.0.1") {
  const request = http.request({
    port,
    method,
    path,
    headers: { host: "portal.test", ...headers, "x-forwarded-for": from },
    agent: false,
  });
  request.end();
  const [response] = await once(request, "response");
  const body = await text(response);
  return { status: response.statusCode, headers: response.headers, body };
}

/** Sends a raw request line that no HTTP client would send. */
async function sendRaw(line: string): Promise<string> {
  const socket = net.connect(port, "127.0.0.1");
  socket.end(`${line} HTTP/1.1\r\nHost: portal.test\r\nConnection: close\r\n\r\n`);
  return text(socket);
}

describe("front server", () => {
  it.each([
    ["TRACE, which would return cookies", "TRACE", "/api/v1/me", "GET, HEAD, OPTIONS"],
    ["POST to a page", "POST", "/catalog", "GET, HEAD, OPTIONS"],
    ["DELETE of a list", "DELETE", "/api/v1/requests", "GET, POST, HEAD, OPTIONS"],
    ["GET of the preview", "GET", "/api/v1/requests/preview", "POST, OPTIONS"],
    ["an unknown method", "PROPFIND", "/api/v1/me", "GET, HEAD, OPTIONS"],
    [
      "HEAD of the next-auth callback, which would sign in",
      "HEAD",
      "/api/auth/callback/gitea",
      "GET, POST, OPTIONS",
    ],
  ])("refuses a method and lists the allowed ones: %s", async (_why, method, path, allow) => {
    const { status, headers, body } = await send(method, path);
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow });
    expect(headers["content-type"]).toBe("application/problem+json");
    if (method !== "HEAD")
      expect(JSON.parse(body)).toMatchObject({ code: "method-not-allowed", status: 405 });
    expect(seen).toEqual([]);
  });

  it("answers OPTIONS itself and allows no other origin", async () => {
    const { status, headers } = await send("OPTIONS", "/api/v1/me", { origin: "https://evil.test" });
    expect({ status, allow: headers.allow }).toEqual({ status: 204, allow: "GET, HEAD, OPTIONS" });
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });

  it.each([
    ["an escape that is not UTF-8", "GET /api/v1/%E0%A4%A"],
    ["an incomplete escape", "GET /catalog/%"],
    ["a null character", "GET /api/v1/catalog/%00"],
    ["no path", "OPTIONS *"],
    ["an absolute URL, as for a proxy", "GET http://evil.test/"],
  ])("refuses an invalid path: %s", async (_why, line) => {
    const answer = await sendRaw(line);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"invalid"');
    expect(seen).toEqual([]);
  });

  it("passes the requests that the portal answers", async () => {
    for (const path of ["/", "/catalog?q=%E0%A4%A", "/api/v1/me", "/api/v1/nowhere", "/_next/static/a.js"])
      expect((await send("GET", path)).body).toBe("passed");
    expect((await send("POST", "/api/v1/requests")).body).toBe("passed");
    expect((await send("HEAD", "/catalog")).status).toBe(200);
  });

  it("redirects a page from another host to the portal's own host, but not API calls", async () => {
    const { status, headers } = await send("GET", "/catalog?q=a", { host: "127.0.0.1:3000" });
    expect({ status, location: headers.location }).toEqual({
      status: 307,
      location: "https://portal.test/catalog?q=a",
    });
    expect(seen).toEqual([]);
    const cookie = String(headers["set-cookie"]).split(";")[0] ?? "";
    expect((await send("GET", "/catalog", { host: "127.0.0.1:3000", cookie })).body).toBe("passed");
    expect((await send("GET", "/api/v1/me", { host: "127.0.0.1:3000" })).body).toBe("passed");
  });

  it("answers 404 for the image optimizer", async () => {
    expect((await send("GET", "/_next/image?url=%2Ficon.svg&w=64&q=75")).status).toBe(404);
  });

  it("removes internal headers that a client sends and sets its own", async () => {
    const { headers } = await send("GET", "/api/v1/me", {
      "x-path": "//evil.test",
      "x-nonce": "guessed",
      "x-vitrine-client": "1.2.3.4",
      "x-request-id": "guessed",
      "x-middleware-subrequest": "proxy",
      "x-forwarded-host": "evil.test",
    });
    expect(seen[0]).toMatchObject({
      "x-vitrine-client": "10.0.0.1",
      "x-request-id": headers["x-request-id"],
    });
    expect(headers["x-request-id"]).toMatch(/^[\da-f-]{36}$/);
    expect(Object.keys(seen[0] ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/x-(path|nonce|middleware|forwarded-host)/)]),
    );
  });

  it("sends Strict-Transport-Security when the portal uses HTTPS", async () => {
    expect((await send("GET", "/catalog")).headers["strict-transport-security"]).toBe("max-age=31536000");
    expect((await send("TRACE", "/catalog")).headers["strict-transport-security"]).toBe("max-age=31536000");
  });

  it("limits an address that sends too many requests, and no other address", async () => {
    const statuses: (number | undefined)[] = [];
    for (let call = 0; call < 201; call += 1)
      statuses.push((await send("GET", "/catalog", {}, `10.1.1.1, 10.9.9.9`)).status);
    expect(statuses.slice(0, 200).every((status) => status === 200)).toBe(true);
    expect(statuses.at(-1)).toBe(429);
    const refused = await send("GET", "/api/v1/me", {}, "10.2.2.2, 10.9.9.9");
    expect(refused.headers["retry-after"]).toMatch(/^\d+$/);
    expect(JSON.parse(refused.body)).toMatchObject({ code: "too-many-requests" });
    expect((await send("GET", "/catalog", {}, "10.3.3.3")).status).toBe(200);
    expect((await send("GET", "/_next/static/a.js", {}, "10.9.9.9")).status).toBe(200);
  });
});
