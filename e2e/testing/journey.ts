/** The way through, as people go it in the browser. */
import { expect, type Page, test } from "@playwright/test";

export interface Wish {
  /** What is typed into the catalog's search. */
  search: string;
  /** Title of the offer. */
  offer: string;
  name: string;
  namespace: string;
  /** Text fields by their label. */
  fields?: Record<string, string>;
  /** Where the file goes. */
  path: string;
}

/** A wish for a feature flag in team-a. */
export const flag = (name: string): Wish => ({
  search: "flag",
  offer: "Feature flag",
  name,
  namespace: "team-a",
  fields: { "What it switches": "Shows the new checkout" },
  path: `local/team-a/featureflags.demo.vitrine.dev/${name}.yaml`,
});

/** From the catalog to an open pull request; ends on the request's page. */
export async function ask(page: Page, { search, offer, name, namespace, fields = {}, path }: Wish) {
  await test.step(`requests ${offer} ${name}`, async () => {
    await page.goto("/catalog");
    await page.getByRole("searchbox", { name: "Search the catalog" }).fill(search);
    await page.getByRole("link", { name: offer, exact: true }).click();
    await page.getByRole("link", { name: `Request ${offer}` }).click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
    await page.getByRole("combobox", { name: "Namespace" }).click();
    await page.getByRole("option", { name: namespace, exact: true }).click();
    for (const [label, value] of Object.entries(fields)) {
      await page.getByRole("textbox", { name: label, exact: true }).fill(value);
    }
    await page.getByRole("button", { name: "Review" }).click();
    await expect(page.getByText(path)).toBeVisible();
    await page.getByRole("button", { name: "Open pull request" }).click();
    await page.waitForURL("**/requests/**");
    await expect(page.getByText("Held for approval").first()).toBeVisible();
  });
}

/** From the list of approvals to a merged pull request. */
export async function approve(page: Page, name: string) {
  await test.step(`approves and merges ${name}`, async () => {
    await page
      .getByRole("navigation", { name: "Main" })
      .getByRole("link", { name: /Approvals/ })
      .click();
    await page
      .getByRole("link", { name: new RegExp(name) })
      .first()
      .click();
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("button", { name: "Merge" }).click();
  });
}

/** From the resource's page to an open pull request that removes it; ends on the request's page. */
export async function askToRemove(page: Page, name: string) {
  await test.step(`requests the removal of ${name}`, async () => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Open pull request" }).click();
    await page.waitForURL("**/requests/**");
    await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  });
}

/** The page's state, once it says so by itself. */
export async function reaches(page: Page, state: string) {
  await expect(page.getByTestId("page-state")).toHaveText(state, { timeout: 90_000 });
}
