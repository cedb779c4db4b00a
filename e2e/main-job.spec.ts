import { approve, ask, askToRemove, reaches } from "./testing/journey";
import { expect, signIn, test } from "./testing/portal";

test("two people bring an offer to a Ready resource without a terminal", async ({ browser, portal }) => {
  const ana = await signIn(browser, portal.url, "Ana");
  const bo = await signIn(browser, portal.url, "Bo");

  await ask(ana, {
    search: "postgres",
    offer: "PostgreSQL",
    name: "orders-db",
    namespace: "team-a",
    path: "local/team-a/postgresqls.data.demo.vitrine.dev/orders-db.yaml",
  });
  await test.step("Ana cannot approve her own request", async () => {
    await expect(ana.getByRole("button", { name: "Approve" })).toBeHidden();
  });
  await approve(bo, "orders-db");

  await test.step("Ana's page shows the request's progress to Ready without a reload", async () => {
    await expect(ana.getByRole("heading", { level: 1 })).toContainText("orders-db");
    await reaches(ana, "Ready");
  });

  await test.step("The resource page lists the parts of the resource", async () => {
    await ana.getByRole("link", { name: "Open resource" }).click();
    await ana.getByRole("radio", { name: "Table" }).click();
    await expect(ana.getByRole("row", { name: /StatefulSet/ })).toContainText("Ready");
  });

  await test.step("Ana requests the removal, Bo approves it, and the resource is deleted", async () => {
    await askToRemove(ana, "orders-db");
    await approve(bo, "orders-db");
    const gone = ana.getByRole("listitem").filter({ hasText: "Gone" });
    await expect(gone).toContainText("Done", { timeout: 90_000 });
  });
});
