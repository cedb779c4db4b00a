import type { APIRequestContext } from "@playwright/test";
import type { Demo } from "#demo/demo";
import { expect, get, signIn, test } from "./testing/portal";

const ENTRY = "promise.local.postgresql";
const RESOURCE = "/api/v1/resources/local/data.demo.vitrine.dev/v1/postgresqls/team-b";

function ask(name: string, spec: object) {
  return { entry: ENTRY, name, namespace: "team-b", operation: "create", values: { spec } };
}

/** POSTs as a page of the portal does, with its session. */
function post(session: APIRequestContext, portal: Demo, path: string, data: object, key?: string) {
  const headers = { origin: portal.url, ...(key ? { "idempotency-key": key } : {}) };
  return session.post(`${portal.url}/api/v1/${path}`, { data, headers });
}

/** POSTs as Bo, with the demo's token. */
function postAsBo(portal: Demo, path: string, data: object = {}) {
  const headers = { authorization: `Bearer ${portal.token}`, "content-type": "application/json" };
  const body = JSON.stringify(data);
  return fetch(`${portal.url}/api/v1/${path}`, { method: "POST", headers, body });
}

test("the HTTP API serves a request from preview to removal", async ({ browser, portal }) => {
  const session = (await signIn(browser, portal.url, "Ana")).context().request;

  await test.step("a preview writes nothing and names the wrong field", async () => {
    const response = await post(session, portal, "requests/preview", ask("api-db", { size: "huge" }));
    const { validation, path } = await response.json();
    expect(validation.ok).toBe(false);
    expect(validation.errors.map((error: { path: string }) => error.path)).toContain("/spec/size");
    expect(path).toBe("local/team-b/postgresqls.data.demo.vitrine.dev/api-db.yaml");
    const { requests } = await (await get(portal, "/api/v1/requests")).json();
    expect(requests.map((request: { object: { name: string } }) => request.object.name)).not.toContain(
      "api-db",
    );
  });

  await test.step("an invalid request is refused with a problem that names the field", async () => {
    const response = await post(session, portal, "requests", ask("api-db", { size: "huge" }));
    expect(response.status()).toBe(422);
    expect(response.headers()["content-type"]).toContain("application/problem+json");
    const problem = await response.json();
    expect(problem.code).toBe("invalid");
    expect(problem.errors[0].path).toBe("/spec/size");
  });

  const id = await test.step("the same key or the same content returns the same request", async () => {
    const first = await post(session, portal, "requests", ask("api-db", { size: "medium" }), "key-1");
    expect(first.status()).toBe(201);
    const again = await post(session, portal, "requests", ask("api-db", { size: "medium" }), "key-1");
    const without = await post(session, portal, "requests", ask("api-db", { size: "medium" }));
    const { id } = await first.json();
    expect((await again.json()).id).toBe(id);
    expect((await without.json()).id).toBe(id);
    return id;
  });

  await test.step("the author cannot approve, another person can, and the merged request becomes Ready", async () => {
    const { commit } = await (await get(portal, `/api/v1/requests/${id}`)).json();
    const own = await post(session, portal, `requests/${id}/approve`, { commit });
    expect(own.status()).toBe(403);
    expect((await postAsBo(portal, `requests/${id}/approve`)).status).toBe(422);
    const other = { commit: "0".repeat(40) };
    expect((await postAsBo(portal, `requests/${id}/approve`, other)).status).toBe(409);
    expect((await postAsBo(portal, `requests/${id}/approve`, { commit })).status).toBe(200);
    expect((await postAsBo(portal, `requests/${id}/merge`, { commit })).status).toBe(200);
    const state = async () => (await (await get(portal, `/api/v1/requests/${id}`)).json()).health.state;
    await expect.poll(state, { timeout: 90_000 }).toBe("Ready");
  });

  await test.step("the graph has the objects that the platform created", async () => {
    const graph = await (await get(portal, `${RESOURCE}/api-db/graph`)).json();
    const kinds = graph.nodes.map((node: { reference: { kind: string } }) => node.reference.kind);
    expect(kinds).toEqual(expect.arrayContaining(["PostgreSQL", "Job", "Work", "StatefulSet", "Pod"]));
    expect(graph).toMatchObject({ partial: false, rootCauses: [] });
    expect(graph.edges.length).toBeGreaterThanOrEqual(graph.nodes.length - 1);
  });
});

test("an idle connection stays open for longer than the 60 s of usual proxies", async ({ portal }) => {
  const { headers } = await get(portal, "/api/v1/me");
  expect(headers.get("keep-alive")).toBe("timeout=75");
});

test("an unknown route and an unknown object answer with a problem", async ({ portal }) => {
  for (const path of ["/api/v1/nowhere", "/api/v1/catalog/promise.local.nothing", "/api/v1/requests/x-9"]) {
    const response = await get(portal, path);
    expect(response.status, path).toBe(404);
    expect((await response.json()).code, path).toBe("not-found");
  }
});

test("lists have pages, filters and a total, in the API and on the page", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Ana");
  const session = page.context().request;
  const read = async (path: string) => {
    const response = await session.get(`${portal.url}/api/v1/${path}`);
    expect(response.status(), path).toBe(200);
    return response.json();
  };
  const names = ["pages-one", "pages-two", "pages-three"];
  const ids: string[] = [];
  for (const name of names) {
    const made = await post(session, portal, "requests", ask(name, { size: "small" }));
    expect(made.status()).toBe(201);
    ids.push((await made.json()).id);
  }
  const nameOf = ({ object }: { object: { name: string } }) => object.name;

  await test.step("a page continues after the last row of the previous page", async () => {
    const first = await read("requests?author=@me&q=pages&limit=2");
    expect([first.requests.map(nameOf), first.total]).toEqual([["pages-three", "pages-two"], 3]);
    const second = await read(`requests?author=@me&q=pages&limit=2&cursor=${first.next}`);
    expect([second.requests.map(nameOf), second.total]).toEqual([["pages-one"], 3]);
    expect(second.next).toBeUndefined();
    expect((await session.get(`${portal.url}/api/v1/requests?cursor=none`)).status()).toBe(422);
  });

  await test.step("requests wait for people who can approve them, and are held for their author", async () => {
    const { requests } = await (await get(portal, "/api/v1/requests?toApprove=true&q=pages")).json();
    expect(requests.map(nameOf)).toEqual(names);
    const attention = await read("me/attention");
    expect(attention.held.total).toBeGreaterThanOrEqual(3);
    expect(attention.held.first.map(nameOf)).toEqual(names.toReversed());
    const taken = await read(`catalog/${ENTRY}/names?namespace=team-b`);
    for (const name of names)
      expect(taken.names).toContainEqual(expect.objectContaining({ name, use: "requested" }));
  });

  await test.step("the page finds a request by its name, on the server", async () => {
    await page.goto("/requests");
    const rows = page.getByRole("table", { name: "Requests" }).getByRole("link");
    await expect(rows.filter({ hasText: "pages-three" })).toBeVisible();
    await page.getByRole("searchbox", { name: "Search requests" }).fill("pages two");
    await expect(rows).toHaveText(["pages-two"]);
  });

  for (const id of ids) expect((await post(session, portal, `requests/${id}/close`, {})).status()).toBe(200);
});
