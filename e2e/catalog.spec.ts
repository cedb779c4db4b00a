import type { Page } from "@playwright/test";
import { expect, signIn, test } from "./testing/portal";

/** Types once the page follows the keys: what is typed before is lost. */
async function search(page: Page, query: string) {
  await expect(async () => {
    await page.getByRole("searchbox", { name: "Search the catalog" }).fill(query);
    await expect(page).toHaveURL(/[?&]q=/, { timeout: 2_000 });
  }).toPass();
}

test("the catalog finds an offer despite a typo, and marks the word", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Ana");
  await search(page, "postgersql");
  const cards = page.getByRole("list", { name: "Offers" }).getByRole("listitem");
  await expect(cards.first()).toContainText("PostgreSQL");
  await expect(cards.first().locator("mark").first()).toHaveText("PostgreSQL");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "PostgreSQL" })).toBeVisible();
});

test("the catalog finds a field by its name, and names it on the card", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Ana");
  await search(page, "defaultVariant");
  const cards = page.getByRole("list", { name: "Offers" }).getByRole("listitem");
  await expect(cards).toHaveCount(1);
  await expect(cards).toContainText("Field: defaultVariant");
});

test("filters combine, count and stay in the address; all by keyboard", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Ana");
  const cards = page.getByRole("list", { name: "Offers" }).getByRole("listitem");
  const category = page.getByRole("combobox", { name: "Category" });
  await category.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Databases");
  const option = page.getByRole("option", { name: /^Databases/ });
  const [, count] = /\((\d+)\)/.exec((await option.textContent()) ?? "") ?? [];
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/category=Databases/);
  await expect(cards).toHaveCount(Number(count));
  await page.getByText("List", { exact: true }).click();
  await expect(page).toHaveURL(/view=list/);
  await page.reload();
  await expect(cards).toHaveCount(Number(count));
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(cards.nth(Number(count))).toBeVisible();
});

test("an opened offer is among the recent ones, also after a reload, and once in the catalog", async ({
  browser,
  portal,
}) => {
  const page = await signIn(browser, portal.url, "Ana");
  await page.getByRole("link", { name: "Feature flag", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Feature flag" })).toBeVisible();
  await page.goto("/catalog");
  const recent = page.getByRole("list", { name: "Offers: Yours and recent" });
  await expect(recent.getByRole("link", { name: "Feature flag", exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "Feature flag", exact: true })).toHaveCount(1);
});

test("a Promise that only installs the platform is not in the catalog", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Ana");
  await expect(page.getByRole("link", { name: "PostgreSQL", exact: true })).toBeVisible();
  await expect(page.getByText("Observability baseline")).toHaveCount(0);
});
