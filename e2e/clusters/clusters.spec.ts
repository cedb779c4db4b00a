import { z } from "zod";
import { expect, signIn, test } from "../testing/portal";
import { startTwoClusters, type TwoClusters } from "./two-clusters";

const PROD = "crd.prod.queues.queue.demo.vitrine.dev";
const WEST = "crd.west.queues.queue.demo.vitrine.dev";

const catalog = z.object({ entries: z.array(z.object({ id: z.string(), family: z.string().optional() })) });
const readiness = z.object({ ready: z.boolean(), missing: z.array(z.string()) });

let two: TwoClusters;

test.beforeAll(async () => {
  test.setTimeout(10 * 60_000);
  two = await startTwoClusters();
  await expect.poll(async () => (await readReadiness()).missing).toEqual([]);
});
test.afterAll(() => two?.close());

const read = (path: string) =>
  fetch(`${two.url}${path}`, { headers: { authorization: `Bearer ${two.token}` } });

async function readReadiness(): Promise<{ status: number; ready: boolean; missing: string[] }> {
  const answer = await fetch(`${two.url}/api/readyz`);
  return { status: answer.status, ...readiness.parse(await answer.json()) };
}

test("an offer of two clusters is one card, and the API has an entry for each", async ({ browser }) => {
  const page = await signIn(browser, two.url, "Ana");
  const cards = page.getByRole("list", { name: "Offers" }).getByRole("listitem");
  await expect(cards).toHaveCount(1);
  await expect(cards).toContainText("Messaging team · prod, west");
  await expect(page.getByText("1 offer", { exact: true })).toBeVisible();
  const { entries } = catalog.parse(await (await read("/api/v1/catalog")).json());
  expect(entries.map(({ id }) => id)).toEqual([PROD, WEST]);
  expect(new Set(entries.map(({ family }) => family)).size).toBe(1);

  await cards.getByRole("link").click();
  await expect(page.getByRole("link", { name: "first-v1" })).toBeVisible();
  await page.getByRole("combobox", { name: "Cluster" }).filter({ visible: true }).click();
  await page.getByRole("option", { name: "west" }).click();
  await expect(page.getByRole("link", { name: "first-v2" })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(`/catalog/${WEST}`);
});

test("the command palette has one result for the offer", async ({ browser }) => {
  const page = await signIn(browser, two.url, "Ana");
  await expect(page.getByRole("list", { name: "Offers" }).getByRole("listitem")).toHaveCount(1);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("dialog").getByRole("combobox").fill("Message queue");
  await expect(page.getByRole("option", { name: /^Message queue/ })).toHaveCount(1);
});

test("another cluster keeps the entries of the form, and names those that do not fit", async ({
  browser,
}) => {
  const page = await signIn(browser, two.url, "Ana");
  await page.goto(`/catalog/${PROD}/new`);
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("orders");
  await page.getByLabel("Size", { exact: true }).fill("large");
  await page.getByLabel("Color", { exact: true }).fill("red");
  const cluster = page.getByRole("combobox", { name: "Cluster" });
  await cluster.click();
  await page.getByRole("option", { name: "west" }).click();
  await expect(page.getByLabel("Partitions", { exact: true })).toBeVisible();
  await expect(page.getByLabel("Size", { exact: true })).toHaveValue("large");
  await expect(page.getByText(/Color is not a field of this offer/)).toBeVisible();
  expect(new URL(page.url()).searchParams.get("cluster")).toBe("west");
  await expect(page.locator(".cm-content")).toContainText("queue.demo.vitrine.dev/v2");

  await page.reload();
  await expect(page.getByLabel("Size", { exact: true })).toHaveValue("large");
  await expect(page.getByText(/Color is not a field of this offer/)).toBeVisible();
  await cluster.click();
  await page.getByRole("option", { name: "prod" }).click();
  await expect(page.getByLabel("Color", { exact: true })).toHaveValue("red");

  await cluster.click();
  await page.getByRole("option", { name: "west" }).click();
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Review" }).click();
  await page.getByRole("button", { name: "Open pull request" }).click();
  await page.waitForURL("**/requests/*");
  await expect(page.getByRole("main")).toContainText("west");
  expect(page.url()).not.toContain("new");
});

test("the form opens with a cluster in which the person can request the offer", async ({ browser }) => {
  const page = await signIn(browser, two.url, "Bo");
  await page.goto(`/catalog/${PROD}/new`);
  await expect(page.getByRole("combobox", { name: "Cluster" })).toHaveText("west");
  await expect(page.getByLabel("Partitions", { exact: true })).toBeVisible();
  await page.getByRole("combobox", { name: "Cluster" }).click();
  await expect(page.getByRole("option", { name: /prod/ })).toContainText("You can't request this here");
});

test("a person learns nothing of a cluster whose offer they may not see", async ({ browser }) => {
  const page = await signIn(browser, two.url, "Guest");
  const cards = page.getByRole("list", { name: "Offers" }).getByRole("listitem");
  await expect(cards).toHaveCount(1);
  await expect(cards).not.toContainText("prod");
  const answer = await page.request.get(`/api/v1/catalog/${WEST}`);
  expect(answer.status()).toBe(200);
  expect(await answer.json()).not.toHaveProperty("clusters");
  expect((await page.request.get(`/api/v1/catalog/${PROD}`)).status()).toBe(403);
});

test("a cluster goes away and comes back, and the other one keeps working", async ({ browser }) => {
  const page = await signIn(browser, two.url, "Ana");
  await page.goto(`/catalog/${WEST}`);
  await expect(page.getByRole("link", { name: "first-v2" })).toBeVisible();

  await two.clusters.prod.stopApiServer();
  await expect(
    page.getByText(/prod is unreachable\. Showing data from \d\d:\d\d\. Reconnecting\./),
  ).toBeVisible();
  expect(await readReadiness()).toMatchObject({ status: 200, ready: true, missing: [] });
  const { entries } = catalog.parse(await (await read("/api/v1/catalog")).json());
  expect(entries.map(({ id }) => id)).toEqual([PROD, WEST]);
  await page.goto(`/catalog/${WEST}/new`);
  await expect(page.getByLabel("Partitions", { exact: true })).toBeVisible();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("during-outage");
  await page.getByRole("button", { name: "Review" }).click();
  await page.getByRole("button", { name: "Open pull request" }).click();
  await page.waitForURL((url) => /\/requests\/[^/]+$/.test(url.pathname));
  for (const path of [`/api/v1/resources?entry=${WEST}`, "/api/v1/requests", `/api/v1/catalog/${PROD}`])
    expect((await read(path)).status, path).toBe(200);

  await two.clusters.prod.startApiServer();
  await expect(page.getByText(/prod is unreachable/)).toBeHidden();
  await page.goto(`/catalog/${PROD}`);
  await expect(page.getByRole("link", { name: "first-v1" })).toBeVisible();
});

test("a portal that starts without a cluster takes calls after 30 seconds", async ({ browser }) => {
  await two.portal.kill();
  await two.clusters.prod.stopApiServer();
  await two.portal.start();
  expect(await readReadiness()).toMatchObject({ status: 503, ready: false });
  await expect
    .poll(readReadiness, { timeout: 60_000 })
    .toEqual({ status: 200, ready: true, missing: ["prod"] });
  const page = await signIn(browser, two.url, "Ana");
  await expect(page.getByRole("list", { name: "Offers" }).getByRole("listitem")).toHaveCount(1);
  await page.goto("/requests");
  await expect(page.getByRole("row", { name: /orders/ })).toContainText("west");

  await two.clusters.prod.startApiServer();
  await expect.poll(async () => (await readReadiness()).missing, { timeout: 60_000 }).toEqual([]);
  await page.goto(`/catalog/${PROD}`);
  await expect(page.getByRole("link", { name: "first-v1" })).toBeVisible();
});
