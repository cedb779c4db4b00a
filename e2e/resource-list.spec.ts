import type { Locator, Page } from "@playwright/test";
import { requestAndMerge } from "#bench/request";
import type { Demo } from "#demo/demo";
import { openCluster } from "#demo/platform/cluster";
import { applyObject, deleteObject } from "#demo/platform/objects";
import { expectNothingFound } from "./testing/axe";
import { expect, signIn, test } from "./testing/portal";

const FLAG = "crd.local.featureflags.demo.vitrine.dev";

function writeFlag(name: string) {
  return {
    apiVersion: "demo.vitrine.dev/v1",
    kind: "FeatureFlag",
    metadata: { name, namespace: "team-a" },
    spec: { description: "Shown in a list", defaultVariant: "on", variants: { on: "1" } },
  };
}

/** The row of a resource, by the link that is its name. */
function row(page: Page, name: string): Locator {
  const link = page.getByRole("link", { name, exact: true });
  return page.getByRole("table", { name: "Resources" }).getByRole("row").filter({ has: link });
}

/** Whether the list says that a file in Git describes the resource. */
const inGit = (page: Page, name: string) => row(page, name).getByRole("cell").nth(6);

/** Makes three flags of Ana, and waits until the list has them. */
async function makeFlags(ana: Page, portal: Demo, prefix: string): Promise<void> {
  for (const part of ["a", "b", "c"]) {
    const name = `${prefix}-${part}`;
    const { spec } = writeFlag(name);
    await requestAndMerge(ana, portal, {
      ...{ operation: "create", entry: FLAG, name, namespace: "team-a", values: { spec } },
    });
  }
  await ana.goto(`/resources?show=all&q=${prefix}`);
  for (const part of ["a", "b", "c"])
    await expect(row(ana, `${prefix}-${part}`)).toBeVisible({ timeout: 90_000 });
}

/** The ids of the requests that the review opened. */
async function readOpened(page: Page): Promise<string[]> {
  const links = await page.getByRole("link", { name: /^Opened #/ }).all();
  return Promise.all(links.map(async (link) => (await link.getAttribute("href"))?.split("/").at(-1) ?? ""));
}

test("several resources are changed and removed with one review and a pull request each", async ({
  browser,
  portal,
}) => {
  test.setTimeout(240_000);
  const ana = await signIn(browser, portal.url, "Ana");
  const review = ana.getByRole("table", { name: "Requests to open" });
  await makeFlags(ana, portal, "bulk");

  await test.step("a new value of one field", async () => {
    await ana.getByRole("checkbox", { name: "Select all rows that are loaded" }).check();
    await expect(ana.getByText("3 selected")).toBeVisible();
    await expectNothingFound(ana, "selected resources");
    await ana.getByRole("button", { name: "Change a field" }).click();
    await ana.getByRole("combobox", { name: "Field" }).click();
    await ana.getByRole("option", { name: "What it switches" }).click();
    await ana.getByRole("textbox", { name: "New value" }).fill("no");
    await ana.getByRole("button", { name: "Check" }).click();
    await expect(review.getByText("Refused")).toHaveCount(3);
    await expect(review.getByText(/must have at least 3 characters/).first()).toBeVisible();
    await ana.getByRole("textbox", { name: "New value" }).fill("Shown together");
    await ana.getByRole("button", { name: "Check" }).click();
    await expect(review.getByText("Ready to open")).toHaveCount(3);
    await expect(review.getByText("Shown together")).toHaveCount(3);
    await expectNothingFound(ana, "review of several requests");
    await ana.getByRole("button", { name: "Open 3 pull requests" }).click();
    await expect(ana.getByText("3 pull requests are open.")).toBeVisible();
  });

  await test.step("each has a pull request of its own with this change alone", async () => {
    const ids = await readOpened(ana);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) {
      const answer = await ana.context().request.get(`${portal.url}/api/v1/requests/${id}`);
      const { changes, operation } = await answer.json();
      expect(operation).toBe("update");
      expect(changes).toMatchObject([{ path: "/spec/description", after: "Shown together" }]);
    }
  });

  await test.step("removal says what it removes, and refuses what has an open request", async () => {
    await ana.goto("/resources?show=all&q=bulk");
    await ana.getByRole("checkbox", { name: "Select bulk-b" }).check();
    await ana.getByRole("checkbox", { name: "Select bulk-c" }).check();
    await ana.getByRole("button", { name: "Remove", exact: true }).click();
    await expect(
      review.getByText("Removes local/team-a/featureflags.demo.vitrine.dev/bulk-b.yaml"),
    ).toBeVisible();
    await ana.getByRole("button", { name: "Open 2 pull requests" }).click();
    await expect(ana.getByText("2 pull requests are open.")).toBeVisible();
  });
});

test("a person sees what they have, and finds what others made", async ({ browser, portal }) => {
  test.setTimeout(180_000);
  const cluster = await openCluster(portal.kubeconfig);
  const ana = await signIn(browser, portal.url, "Ana");
  const { metadata: _, ...input } = writeFlag("list-mine");
  await requestAndMerge(ana, portal, {
    operation: "create",
    entry: FLAG,
    name: "list-mine",
    namespace: "team-a",
    values: { spec: input.spec },
  });
  await applyObject(cluster, writeFlag("list-by-hand"), "e2e");
  await ana.goto("/catalog");
  await ana.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Resources" }).click();

  await test.step("her own resource comes by itself, with its change", async () => {
    await expect(row(ana, "list-mine")).toBeVisible({ timeout: 90_000 });
    await expect(row(ana, "list-mine")).toContainText("Ana");
    await expect(inGit(ana, "list-mine")).toHaveText("Yes");
    await expect(row(ana, "list-by-hand")).toHaveCount(0);
    await expectNothingFound(ana, "resources");
  });

  await test.step("all resources include one that nobody requested", async () => {
    await ana.getByRole("radio", { name: "All" }).check();
    await expect(inGit(ana, "list-by-hand")).toHaveText("No");
    await ana.getByRole("combobox", { name: "In Git" }).click();
    await ana.getByRole("option", { name: "Not in Git" }).click();
    await expect(row(ana, "list-mine")).toHaveCount(0);
    await expect(row(ana, "list-by-hand")).toBeVisible();
    await ana.getByRole("button", { name: "Clear filters" }).click();
    await expect(row(ana, "list-mine")).toBeVisible();
  });

  await test.step("search, offer and state combine, and stay in the address", async () => {
    await ana.getByRole("searchbox", { name: "Find a resource" }).fill("list-");
    await ana.getByRole("combobox", { name: "Offer" }).click();
    await ana.getByRole("option", { name: /^Feature flag \(2\)/ }).click();
    await expect(ana.getByText("2 resources")).toBeVisible();
    await expect(ana).toHaveURL(/entry=crd\.local\.featureflags/);
    await ana.reload();
    await expect(ana.getByText("2 resources")).toBeVisible();
    const state = ana.getByRole("region", { name: "Resources by state" }).getByRole("button").first();
    await state.click();
    await expect(state).toHaveAttribute("aria-pressed", "true");
    await expect(ana).toHaveURL(/state=/);
  });

  await test.step("groups have a heading each", async () => {
    await ana.goto("/resources?show=all&group=namespace");
    await expect(ana.getByRole("rowheader", { name: /^team-a ·/ })).toBeVisible();
    await expectNothingFound(ana, "grouped resources");
  });

  await test.step("an object that is gone leaves the list by itself", async () => {
    await ana.goto("/resources?show=all&q=list-");
    await expect(row(ana, "list-by-hand")).toBeVisible();
    await deleteObject(cluster, writeFlag("list-by-hand"));
    await expect(row(ana, "list-by-hand")).toHaveCount(0);
    await expect(row(ana, "list-mine")).toBeVisible();
  });
});
