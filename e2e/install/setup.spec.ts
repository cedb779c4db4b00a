import { readFileSync } from "node:fs";
import { expectNothingFound } from "../testing/axe";
import { expect, test } from "../testing/portal";

test("a person who installs the portal opens Diagnostics with the link of the log", async ({
  browser,
  portal,
}) => {
  await portal.killPortal();
  await portal.startPortal({ VITRINE_GUEST: "", VITRINE_DEMO_PEOPLE: "" });
  const page = await (await browser.newContext({ baseURL: portal.url })).newPage();
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Nobody can sign in yet" })).toBeVisible();
  await expectNothingFound(page, "/sign-in");
  await page.goto("/sign-in#setup=wrong");
  await expect(page.getByText("The setup code in the address is not valid.")).toBeVisible();
  const [link = ""] = /http[^"]*#setup=[^"]*/.exec(readFileSync(portal.portalLog() ?? "", "utf8")) ?? [];
  await page.goto(link);
  await page.waitForURL("**/diagnostics");
  const signInChecks = page.getByRole("region", { name: "Sign-in" });
  await expect(signInChecks.getByText("No way to sign in is configured.")).toBeVisible();
  await page.goto("/catalog");
  await page.waitForURL("**/diagnostics");
  await expect(page.getByRole("region", { name: "Summary" })).toBeVisible();
  for (const path of ["/api/v1/catalog", "/api/v1/requests", "/api/v1/me", "/api/v1/stream?topics=catalog"])
    expect((await page.request.get(path)).status(), path).toBe(403);
  expect((await page.request.get("/api/v1/diagnostics")).status()).toBe(200);
  await portal.killPortal();
  await portal.startPortal();
  expect((await page.request.get("/api/v1/diagnostics")).status()).toBe(401);
});
