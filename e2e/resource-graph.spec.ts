import { requestAndMerge } from "#bench/request";
import { reaches } from "./testing/journey";
import { expect, signIn, test } from "./testing/portal";

test("the graph of a microservice opens on its results, and shows other layers on request", async ({
  browser,
  portal,
}) => {
  const ana = await signIn(browser, portal.url, "Ana");
  const id = await requestAndMerge(ana, portal, {
    entry: "promise.local.microservice",
    name: "billing",
    namespace: "team-a",
    operation: "create",
    values: {
      spec: {
        contact: "billing@example.com",
        image: "registry.example.com/shop/billing",
        tag: "2.0.0",
        host: "billing.example.com",
        repository: "https://git.example.com/shop/billing.git",
      },
    },
  });
  await ana.goto(`/requests/${id}`);
  await reaches(ana, "Ready");
  const page = "/resources/local/platform.demo.vitrine.dev/v1/microservices/team-a/billing";

  await test.step("the overview lists the results above the graph", async () => {
    await ana.goto(page);
    const results = ana.getByRole("list", { name: "Results" });
    await expect(results.getByRole("listitem").filter({ hasText: "PostgreSQL" }).first()).toContainText(
      "Ready",
    );
  });

  const items = ana.getByRole("treeitem");
  await test.step("the graph shows each result in the words of its offer, and one card of its delivery", async () => {
    await ana.goto(`${page}?view=graph`);
    for (const title of ["Environment", "PostgreSQL"]) {
      await expect(items.filter({ hasText: title }).first()).toBeInViewport();
    }
    await expect(ana.getByRole("treeitem", { name: /^Delivery, \d+/ }).first()).toBeVisible();
    await expect(ana.getByRole("treeitem", { name: /WorkPlacement/ })).toHaveCount(0);
    await expect(ana.getByRole("treeitem", { name: /, Pod in/ })).toHaveCount(0);
  });

  await test.step("the delivery unfolds into the parts that it counts", async () => {
    const delivery = ana.getByRole("treeitem", { name: /^Delivery, \d+/, level: 2 });
    await delivery.click();
    await expect(delivery).toHaveAttribute("aria-expanded", "true");
    await expect(ana.getByRole("treeitem", { name: /WorkPlacement/ }).first()).toBeVisible();
    await delivery.click();
    await expect(ana.getByRole("treeitem", { name: /WorkPlacement/ })).toHaveCount(0);
  });

  await test.step("the address keeps the layers", async () => {
    await ana.getByRole("button", { name: "Layers" }).click();
    await ana.getByRole("menuitemcheckbox", { name: /Kubernetes details/ }).click();
    await expect(ana).toHaveURL(/layers=details/);
    await ana.reload();
    await expect(ana.getByRole("treeitem", { name: /, (Pod|ReplicaSet) in/ }).first()).toBeVisible();
  });
});
