/** People of the demo with a stand-in for GitHub. */
import type { Browser, Page } from "@playwright/test";
import type { Demo } from "#demo/demo";
import { expect } from "./portal";

/** Signs in at the stand-in for GitHub, which has a button for each person. */
export async function signInWithGitHub(browser: Browser, portal: Demo, name: "Ana" | "Bo"): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: portal.url })).newPage();
  await page.goto("/catalog");
  await page.getByRole("button", { name: /GitHub/ }).click();
  await expect(page.getByText(/This is not GitHub/)).toBeVisible();
  await page.getByRole("button", { name: `Continue as ${name}` }).click();
  await page.waitForURL("**/catalog");
  return page;
}
