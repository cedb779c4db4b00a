import type { Demo } from "#demo/demo";
import { readEveryAnswer } from "./testing/every-answer";
import { expect, get, signIn, test } from "./testing/portal";

async function readAnswer(portal: Demo, path: string) {
  const response = await get(portal, path);
  return { status: response.status, body: await response.json() };
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
  test.setTimeout(5 * 60_000);
  const page = await signIn(browser, portal.url, "Ana");
  await expect(page.getByRole("list", { name: "Offers" }).getByRole("listitem").first()).toBeVisible();
  await askForSomething(portal);
  const readEverything = () => readEveryAnswer({ read: (path) => readAnswer(portal, path) });
  const before = await readEverything();
  expect(Object.keys(before).join()).toContain("/api/v1/requests/platform-requests-");

  await portal.killPortal();
  await portal.startPortal();
  // To read everything takes long on a busy machine.
  await expect.poll(readEverything, { timeout: 90_000 }).toEqual(before);

  await test.step("the open page reconnects automatically", async () => {
    await expect(page.getByText(/is unreachable/)).toBeHidden();
    await expect(page.getByRole("list", { name: "Offers" }).getByRole("listitem").first()).toBeVisible();
  });
});
