import { expectNothingFound } from "../testing/axe";
import { expect, signIn, test } from "../testing/portal";

const LOGO = `data:image/svg+xml;base64,${Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="10" fill="#0a7"/></svg>',
).toString("base64")}`;

test.afterAll(async ({ portal }) => {
  await portal.killPortal();
  await portal.startPortal();
});

test("the platform team's name, mark and hue are on every page, with enough contrast", async ({
  browser,
  portal,
}) => {
  await portal.killPortal();
  await portal.startPortal({
    VITRINE_LOOK: JSON.stringify({ name: "Acme Platform", logo: LOGO, hue: 150 }),
  });
  const stranger = await (await browser.newContext({ baseURL: portal.url })).newPage();
  await stranger.goto("/");
  await expect(stranger.getByRole("heading", { name: "Sign in to Acme Platform" })).toBeVisible();
  await expect(stranger.locator(`main img[src="${LOGO}"]`)).toBeVisible();
  await expectNothingFound(stranger, "sign-in");

  const ana = await signIn(browser, portal.url, "Ana");
  await expect(ana).toHaveTitle("Catalog · Acme Platform");
  const navigation = ana.getByRole("navigation", { name: "Main" });
  await expect(navigation.getByRole("link", { name: "Acme Platform" }).locator("img")).toBeVisible();
  await expectNothingFound(ana, "catalog");
  const hue = () =>
    ana.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--primary-hue").trim());
  expect(await hue()).toBe("150");

  await test.step("a page that is opened from another one keeps the name", async () => {
    await navigation.getByRole("link", { name: "Requests" }).click();
    await expect(ana).toHaveTitle(/ · Acme Platform$/);
  });
});
