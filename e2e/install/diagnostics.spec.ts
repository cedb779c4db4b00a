import { readFileSync } from "node:fs";
import { PORTAL_USER } from "#demo/people";
import { expectNothingFound } from "../testing/axe";
import { expect, signIn, test } from "../testing/portal";

test("the platform team sees each requirement, checks again and downloads the bundle", async ({
  browser,
  portal,
}) => {
  const page = await signIn(browser, portal.url, "Pia");
  await page.getByRole("link", { name: "Diagnostics" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Diagnostics" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Summary" })).toBeVisible();
  const cluster = page.getByRole("region", { name: "Cluster local" });
  await expect(cluster.getByText(`The portal calls the cluster as ${PORTAL_USER}.`)).toBeVisible();
  const access = page.getByRole("region", { name: "Access of the portal in local" });
  await access.locator("summary").last().click();
  await expect(access.getByText("Review the access of people")).toBeVisible();
  const again = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/diagnostics"));
  await page.getByRole("button", { name: "Check again" }).click();
  expect((await again).status()).toBe(200);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download bundle" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^vitrine-diagnostics-.*\.json$/);
  const text = readFileSync(await file.path(), "utf8");
  expect(JSON.parse(text)).toMatchObject({ configuration: { dryRun: "portal" }, log: expect.any(Array) });
  expect(text).not.toContain(portal.token);
  expect(text).not.toContain("BEGIN");
});

test("a fix of a missing right can be copied", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Pia");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const code = "kubectl create clusterrole vitrine:jobs --verb=watch --resource=jobs.batch";
  await page.route("**/api/v1/diagnostics", async (route) => {
    const answer = await route.fetch();
    const report = await answer.json();
    const fix = { text: "Grant the access in local.", code };
    const check = {
      id: "jobs",
      title: "Read Jobs",
      state: "failed",
      found: "Missing: watch jobs.batch.",
      fix,
    };
    report.groups.push({ id: "rights:test", title: "Access of the portal in test", checks: [check] });
    await route.fulfill({ response: answer, json: report });
  });
  await page.goto("/diagnostics");
  await page.getByRole("button", { name: "Check again" }).click();
  await expect(page.getByText("Missing: watch jobs.batch.")).toBeVisible();
  await page.getByRole("button", { name: "Copy fix for “Read Jobs”" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
  await expectNothingFound(page, "/diagnostics");
});

test("a developer has no entry for Diagnostics and is refused", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Ana");
  await expect(page.getByRole("link", { name: "Approvals" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Diagnostics" })).toHaveCount(0);
  await page.goto("/diagnostics");
  await expect(page.getByText('You need the permission to "get" diagnostics.vitrine.dev')).toBeVisible();
  for (const path of ["/api/v1/diagnostics", "/api/v1/diagnostics/bundle"])
    expect((await page.request.get(path)).status()).toBe(403);
});
