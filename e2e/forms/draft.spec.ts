import type { Page } from "@playwright/test";
import { expect, signIn, test } from "../testing/portal";

const FORM = "/catalog/crd.local.featureflags.demo.vitrine.dev/new";

async function fillIn(page: Page, name: string): Promise<void> {
  await page.goto(FORM);
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.getByRole("combobox", { name: "Namespace" }).click();
  await page.getByRole("option", { name: "team-a", exact: true }).click();
  await page.getByRole("textbox", { name: "What it switches" }).fill("The new checkout page");
  await expect(page.getByText(/Draft saved \d\d:\d\d/)).toBeVisible();
}

async function expectFilled(page: Page, name: string): Promise<void> {
  await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveValue(name);
  await expect(page.getByRole("combobox", { name: "Namespace" })).toHaveText("team-a");
  await expect(page.getByRole("textbox", { name: "What it switches" })).toHaveValue("The new checkout page");
}

/** Signs in again where the portal says that the session has ended, in the tab that it offers, and comes back. */
async function signInAgain(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  const [tab] = await Promise.all([
    page.context().waitForEvent("page"),
    dialog.getByRole("link", { name: "Sign in in a new tab" }).click(),
  ]);
  await tab.getByRole("button", { name: /Ana/ }).click();
  await tab.waitForURL(`**${FORM}`);
  await tab.close();
  // A browser without a window tells no page that it came to the front.
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(dialog).toBeHidden();
}

test("form entries survive a reload and an ended session", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Ana");
  await fillIn(page, "lasting-flag");

  await test.step("after a reload", async () => {
    await page.reload();
    await expect(page.getByText("The form shows your saved draft.")).toBeVisible();
    await expectFilled(page, "lasting-flag");
  });

  await test.step("after the session ended before the review", async () => {
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Review", exact: true }).click();
    await signInAgain(page);
    await page.getByRole("button", { name: "Retry" }).click();
    await expect(page.getByText("The cluster accepts the resource")).toBeVisible();
    await page.getByRole("button", { name: "Back to the form" }).click();
    await expectFilled(page, "lasting-flag");
  });

  await test.step("after the session ended and the tab was closed", async () => {
    await page.context().clearCookies();
    await page.goto(FORM);
    await page.getByRole("button", { name: /Ana/ }).click();
    await page.waitForURL(`**${FORM}`);
    await expectFilled(page, "lasting-flag");
  });

  await test.step("after the session ended before the submit", async () => {
    await page.getByRole("button", { name: "Review", exact: true }).click();
    await expect(page.getByText("The cluster accepts the resource")).toBeVisible();
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Open pull request" }).click();
    await signInAgain(page);
    await page.getByRole("button", { name: "Open pull request" }).click();
    await page.waitForURL("**/requests/**");
    await expect(page.getByText("Held for approval").first()).toBeVisible();
  });

  await test.step("a submitted request leaves no draft", async () => {
    await page.goto(FORM);
    await expect(page.getByRole("textbox", { name: "What it switches" })).toHaveValue("");
  });
});

test("a draft is not visible to the next person in the same browser", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Ana");
  await fillIn(page, "anas-flag");
  await page.context().clearCookies();
  await page.goto(FORM);
  await page.getByRole("button", { name: /Bo/ }).click();
  await page.waitForURL(`**${FORM}`);
  await expect(page.getByRole("textbox", { name: "What it switches" })).toHaveValue("");
  await expect(page.getByText("The form shows your saved draft.")).toBeHidden();
});
