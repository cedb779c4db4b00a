import { expect, signIn, test } from "./portal";

test("from an offer to a resource that is Ready, by two people, without a terminal", async ({
  browser,
  portal,
}) => {
  const ana = await signIn(browser, portal.url, "Ana");
  const bo = await signIn(browser, portal.url, "Bo");

  await test.step("Ana finds the offer and fills its form", async () => {
    await ana.getByRole("searchbox", { name: "Search the catalog" }).fill("postgres");
    await ana.getByRole("link", { name: "PostgreSQL", exact: true }).click();
    await ana.getByRole("link", { name: "Request PostgreSQL" }).click();
    await ana.getByRole("textbox", { name: "Name", exact: true }).fill("orders-db");
    await ana.getByRole("combobox", { name: "Namespace" }).click();
    await ana.getByRole("option", { name: "team-a" }).click();
    await ana.getByRole("button", { name: "Review" }).click();
  });

  await test.step("Ana reviews what goes to Git and opens the pull request", async () => {
    await expect(
      ana.getByText("local/team-a/postgresqls.data.demo.vitrine.dev/orders-db.yaml"),
    ).toBeVisible();
    await ana.getByRole("button", { name: "Open pull request" }).click();
    await ana.waitForURL("**/requests/**");
    await expect(ana.getByText("Held for approval").first()).toBeVisible();
  });

  await test.step("Ana, who asked, cannot approve", async () => {
    await expect(ana.getByRole("button", { name: "Approve" })).toBeHidden();
  });

  await test.step("Bo approves and merges", async () => {
    await bo.getByRole("link", { name: /Approvals/ }).click();
    await bo
      .getByRole("link", { name: /orders-db/ })
      .first()
      .click();
    await bo.getByRole("button", { name: "Approve" }).click();
    await bo.getByRole("button", { name: "Merge" }).click();
  });

  await test.step("Ana's page follows it to Ready without a reload", async () => {
    await expect(ana.getByRole("heading", { level: 1 })).toContainText("orders-db");
    await expect(ana.getByTestId("page-state")).toHaveText("Ready", { timeout: 90_000 });
  });

  await test.step("The resource page shows what it is made of", async () => {
    await ana.getByRole("link", { name: "Open resource" }).click();
    await expect(ana.getByRole("row", { name: /StatefulSet/ })).toContainText("Ready");
  });
});
