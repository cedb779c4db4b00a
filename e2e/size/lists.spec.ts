import { expect } from "@playwright/test";
import { APPROVER } from "#bench/size/people";
import { listCookies, signIn } from "#bench/size/visitor";
import { test } from "./testing/stage";

test("a list of thousands of requests goes on while it is scrolled, and draws only the rows near the window", async ({
  stage: { portal },
  browser,
}) => {
  const page = await browser.newPage({ baseURL: portal.url, viewport: { width: 1440, height: 900 } });
  await page.context().addCookies(listCookies(await signIn(portal.url, APPROVER), portal.url));
  await page.goto("/requests?show=all");
  const table = page.getByRole("table", { name: "Requests" });
  const links = table.getByRole("link");
  await expect(links.first()).toBeVisible();
  const [newest = ""] = await links.allTextContents();
  for (const rows of [150, 300, 500]) {
    await expect(async () => {
      await page.mouse.wheel(0, 5_000);
      expect(Number(await table.getAttribute("aria-rowcount"))).toBeGreaterThan(rows);
    }).toPass();
    // Some rows before the window are drawn too.
    await expect(links.nth(10)).toBeInViewport();
    expect(await links.count()).toBeLessThan(80);
  }
  await page.keyboard.press("Home");
  await expect(links.first()).toHaveText(newest);
  await expect(links.first()).toBeInViewport();
  await page.close();
});
