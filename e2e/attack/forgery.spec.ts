import { createHmac } from "node:crypto";
import { readJson } from "./testing/http";
import { expect, test } from "./testing/stage";
import { askFor } from "./testing/targets";

const ME = "/api/v1/me";
const REQUESTS = "/api/v1/requests";

/** Writes that a browser can be made to send from another site, with the person's cookie. */
const CROSS_SITE: readonly [why: string, headers: Record<string, string>, status: number][] = [
  ["another origin", { origin: "https://evil.example" }, 403],
  ["a request without an origin", {}, 403],
  ["an opaque origin", { origin: "null" }, 403],
  ["an origin that begins with the portal's", { origin: "PORTAL.evil.example" }, 403],
  ["a subdomain's page", { origin: "PORTAL", "sec-fetch-site": "same-site" }, 403],
  [
    "a page that the browser reports as cross-site",
    { origin: "PORTAL", "sec-fetch-site": "cross-site" },
    403,
  ],
  ["a URL that a person entered", { origin: "PORTAL", "sec-fetch-site": "none" }, 403],
  ["a form with plain text", { origin: "PORTAL", "content-type": "text/plain" }, 403],
  ["a form", { origin: "PORTAL", "content-type": "application/x-www-form-urlencoded" }, 403],
  ["a form with a file", { origin: "PORTAL", "content-type": "multipart/form-data; boundary=x" }, 403],
  [
    "an attacker's forwarded host",
    { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
    403,
  ],
  ["the portal's own page", { origin: "PORTAL", "sec-fetch-site": "same-origin" }, 201],
];

for (const [index, [why, headers, expected]] of CROSS_SITE.entries()) {
  test(`a write with a session from ${why} is answered ${expected}`, async ({ stage }) => {
    const requester = await stage.as("requester");
    const filled = Object.entries(headers).map(([name, value]) => [name, value.replace("PORTAL", stage.url)]);
    const answer = await requester.send({
      method: "POST",
      path: REQUESTS,
      body: askFor("own", `cross-site-${index}`),
      headers: Object.fromEntries(filled),
    });
    expect(answer.status, answer.text).toBe(expected);
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });
}

test("a method override header does not turn a GET into a write", async ({ stage }) => {
  const requester = await stage.as("requester");
  const answer = await requester.send({
    path: REQUESTS,
    headers: { origin: stage.url, "x-http-method-override": "POST", "x-http-method": "POST" },
  });
  expect(answer.status).toBe(200);
  expect(readJson(answer).requests).toBeDefined();
});

const METHODS = ["TRACE", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "CONNECTED"];
const PLACES = [ME, REQUESTS, "/api/v1/stream?topics=catalog", "/api/healthz", "/api/v1/nowhere"];

for (const method of METHODS.filter((name) => name !== "CONNECTED")) {
  test(`${method} has no effect on any route`, async ({ stage }) => {
    const requester = await stage.as("requester");
    for (const path of PLACES) {
      const answer = await requester.send({ method, path, headers: { origin: stage.url } });
      expect.soft([204, 400, 401, 404, 405, 501], `${path}: ${answer.text}`).toContain(answer.status);
      expect.soft(answer.text, path).not.toContain("cookie");
      if (answer.status === 405) expect.soft(answer.headers.allow, path).toMatch(/GET|POST/);
    }
  });
}

test("HEAD is answered like GET without a body", async ({ stage }) => {
  const requester = await stage.as("requester");
  for (const path of [ME, REQUESTS, "/api/healthz"]) {
    const answer = await requester.send({ method: "HEAD", path });
    expect.soft(answer.status, path).toBe(200);
    expect.soft(answer.text, path).toBe("");
  }
});

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const CLAIMS = { sub: "paula", via: "demo", iat: 1_700_000_000, exp: 4_000_000_000 };
const signed = (header: object, key: string) => {
  const text = `${encode(header)}.${encode(CLAIMS)}`;
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
};

/** Cookies that nobody got from the portal. */
const COOKIES: readonly [why: string, value: (own: string) => string][] = [
  ["is empty", () => ""],
  ["is a name", () => "paula"],
  ["is JSON", () => encodeURIComponent(JSON.stringify(CLAIMS))],
  ["is a token without a signature", () => `${encode({ alg: "none" })}.${encode(CLAIMS)}.`],
  ["is signed with an empty key", () => signed({ alg: "HS256" }, "")],
  ["is signed with a guessed key", () => signed({ alg: "HS256" }, "secret")],
  ["claims to be unencrypted", () => `${encode({ alg: "dir", enc: "none" })}..x.${encode(CLAIMS)}.x`],
  [
    "names a key by a URL",
    () => signed({ alg: "HS256", jku: "http://127.0.0.1:1/k", kid: "../../dev/null" }, ""),
  ],
  ["has five empty parts", () => "e30..e30.e30.e30"],
  [
    "has one character changed",
    (own) => own.replace(/.{20}$/, (end) => (end[0] === "A" ? "B" : "A") + end.slice(1)),
  ],
  ["has another header", (own) => own.replace(/^[^.]+/, encode({ alg: "dir", enc: "A128GCM" }))],
  ["is cut in half", (own) => own.slice(0, own.length / 2)],
  ["is 12 KB long", () => "A".repeat(12_000)],
];

for (const [why, forge] of COOKIES) {
  test(`a session cookie that ${why} is refused`, async ({ stage }) => {
    const own = (await stage.as("requester")).cookie().match(/vitrine\.session=([^;]+)/)?.[1] ?? "";
    expect(own).not.toBe("");
    const cookie = `vitrine.session=${forge(own)}`;
    const answer = await stage.asNobody({ path: ME, headers: { cookie } });
    expect([400, 401, 431], answer.text).toContain(answer.status);
  });
}

/** Each beside the cookie of a session that is good: neither lets somebody else in nor ends that session. */
const PARTS: readonly [string, string][] = [
  ["an invalid part", "vitrine.session.0=forged"],
  ["two parts", `vitrine.session.0=${"A".repeat(3_933)}; vitrine.session.1=A`],
  ["a part number with a leading zero", "vitrine.session.00=forged"],
  ["a part without a number", "vitrine.session.x=forged"],
];

for (const [what, added] of PARTS) {
  test(`a session ignores ${what} from another page`, async ({ stage }) => {
    const own = (await stage.as("requester")).cookie();
    const alone = await stage.asNobody({ path: ME, headers: { cookie: own } });
    const beside = await stage.asNobody({ path: ME, headers: { cookie: `${own}; ${added}` } });
    expect(beside.status, beside.text).toBe(200);
    expect(beside.text).toBe(alone.text);
    const forged = await stage.asNobody({ path: ME, headers: { cookie: added } });
    expect(forged.status, forged.text).toBe(401);
  });
}

const AUTHORIZATIONS = [
  "Bearer",
  "Bearer ",
  "Bearer null",
  "Basic cGF1bGE6",
  "Bearer the-token-of-the-attack-suit",
  "bearer\tx",
];

for (const authorization of AUTHORIZATIONS) {
  test(`the authorization "${authorization}" is refused, even with a session cookie`, async ({ stage }) => {
    const requester = await stage.as("requester");
    const answer = await requester.send({ path: ME, headers: { authorization } });
    expect(answer.status, answer.text).toBe(401);
  });
}

test("a session ends at sign-out, also for a copied cookie", async ({ stage }) => {
  const session = await stage.signIn("requester");
  const stolen = session.cookie();
  expect((await stage.asNobody({ path: ME, headers: { cookie: stolen } })).status).toBe(200);
  const { csrfToken } = readJson(await session.get("/api/auth/csrf"));
  await session.send({
    method: "POST",
    path: "/api/auth/signout",
    headers: { origin: stage.url, "content-type": "application/x-www-form-urlencoded" },
    body: `${new URLSearchParams({ csrfToken, json: "true", callbackUrl: stage.url })}`,
  });
  expect((await stage.asNobody({ path: ME, headers: { cookie: stolen } })).status).toBe(401);
});
