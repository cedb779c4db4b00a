import type { Demo } from "#demo/demo";
import { expect, get, signIn, test } from "./testing/portal";

/**
 * What may differ between two answers about the same state: when the portal looked at it, and how often the cluster has
 * reported an event since.
 */
const VOLATILE = new Set(["asOf", "since", "count", "lastSeen"]);

function steady(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(steady);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !VOLATILE.has(key))
      .map(([key, inner]) => [key, steady(inner)]),
  );
}

/** Every GET of the API that has something to say, found by following its own answers. */
async function readEverything(portal: Demo): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  const read = async (path: string) => {
    const response = await get(portal, path);
    const body = await response.json();
    answers[path] = { status: response.status, body: steady(body) };
    return body;
  };
  const readAll = (paths: string[]) => Promise.all(paths.map(read));
  await readAll(["/api/v1/me", "/api/v1/status", "/api/v1/openapi.json"]);
  const { entries } = await read("/api/v1/catalog");
  for (const { id } of entries) await readAll([`/api/v1/catalog/${id}`, `/api/v1/catalog/${id}/namespaces`]);
  const { requests } = await read("/api/v1/requests");
  for (const { id } of requests) await read(`/api/v1/requests/${id}`);
  const { resources } = await read("/api/v1/resources");
  for (const { reference, plural } of resources) {
    const { cluster, group, version, namespace, name } = reference;
    const path = [cluster, group || "_", version, plural, namespace ?? "_", name].join("/");
    await readAll([`/api/v1/resources/${path}`, `/api/v1/resources/${path}/events`]);
  }
  return answers;
}

/** A request, so that there is something to find again. */
async function askForSomething(portal: Demo): Promise<void> {
  const response = await fetch(`${portal.url}/api/v1/requests`, {
    method: "POST",
    headers: { authorization: `Bearer ${portal.token}`, "content-type": "application/json" },
    body: JSON.stringify({
      entry: "crd.local.featureflags.demo.vitrine.dev",
      name: "after-the-restart",
      namespace: "team-a",
      operation: "create",
      values: { spec: { owner: "team-a", description: "Is it still there?" } },
    }),
  });
  expect(response.status, await response.clone().text()).toBe(201);
}

test("the portal gives the same answers after it is killed, its files are deleted, and it starts again", async ({
  browser,
  portal,
}) => {
  const page = await signIn(browser, portal.url, "Ana");
  await expect(page.getByRole("list", { name: "Offers" }).getByRole("listitem").first()).toBeVisible();
  await askForSomething(portal);
  const before = await readEverything(portal);
  expect(Object.keys(before).join()).toContain("/api/v1/requests/platform-requests-");

  await portal.killPortal();
  await portal.startPortal();
  await expect.poll(() => readEverything(portal)).toEqual(before);

  await test.step("the page that was open finds back by itself", async () => {
    await expect(page.getByText(/is unreachable/)).toBeHidden();
    await expect(page.getByRole("list", { name: "Offers" }).getByRole("listitem").first()).toBeVisible();
  });
});
