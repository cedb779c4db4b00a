import { expect, get, signIn, test } from "./testing/portal";

test("the catalog stays with its age while the API server is down, and recovers automatically", async ({
  browser,
  portal,
}) => {
  const page = await signIn(browser, portal.url, "Ana");
  const offers = page.getByRole("list", { name: "Offers" }).getByRole("listitem");
  await expect(offers.first()).toBeVisible();
  const before = await offers.allInnerTexts();

  await portal.stopApiServer();
  await expect(
    page.getByText(/local is unreachable\. Showing data from \d\d:\d\d\. Reconnecting\./),
  ).toBeVisible();
  expect(await offers.allInnerTexts()).toEqual(before);
  const reload = await get(portal, "/api/v1/catalog");
  expect(reload.status).toBe(200);
  expect((await reload.json()).entries).toHaveLength(before.length);

  await portal.startApiServer();
  await expect(page.getByText(/is unreachable/)).toBeHidden();
  expect(await offers.allInnerTexts()).toEqual(before);
});
