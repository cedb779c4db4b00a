import type { Browser, LaunchOptions, Page } from "@playwright/test";

export const browserOptions: LaunchOptions = {
  executablePath: process.env.VITRINE_CHROMIUM,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
};

/** A page in a session of its own, signed in as one of the demo's people, on the catalog. */
export async function signInAs(browser: Browser, url: string, person: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto("/catalog");
  await page.getByRole("button", { name: new RegExp(person) }).click();
  await page.waitForURL("**/catalog");
  return page;
}
