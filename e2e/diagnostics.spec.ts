import { expect, signIn, test } from "./testing/portal";

test("the platform team sees each requirement and copies a fix", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Pia");
  await page.getByRole("link", { name: "Diagnostics" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Diagnostics" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Summary" })).toBeVisible();
  const cluster = page.getByRole("region", { name: "Cluster local" });
  await expect(cluster.getByText("The portal calls the cluster as vitrine.")).toBeVisible();
  const access = page.getByRole("region", { name: "Access of the portal in local" });
  await access.locator("summary").last().click();
  await expect(access.getByText("Review the access of people")).toBeVisible();
});

test("a developer has no entry for Diagnostics and is refused", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Ana");
  await expect(page.getByRole("link", { name: "Approvals" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Diagnostics" })).toHaveCount(0);
  await page.goto("/diagnostics");
  await expect(page.getByText('You need the permission to "get" diagnostics.vitrine.dev')).toBeVisible();
  const answer = await page.request.get("/api/v1/diagnostics");
  expect(answer.status()).toBe(403);
});
