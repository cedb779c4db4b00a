import AxeBuilder from "@axe-core/playwright";
import { requestAndMerge } from "#bench/request";
import { reaches } from "./journey";
import { expect, signIn, test } from "./portal";

const RESOURCE = "/resources/local/platform.demo.vitrine.dev/v1/apps/team-a/unwell";

const PAGES = [
  "/catalog",
  "/catalog/promise.local.postgresql",
  "/catalog/promise.local.postgresql/new",
  "/requests",
  "/approvals",
  "/settings",
  RESOURCE,
  `${RESOURCE}?view=graph&node=local%2Fplatform.demo.vitrine.dev%2FApp%2Fteam-a%2Funwell`,
  `${RESOURCE}?view=graph&as=table`,
];

/** With something that fails: causes have looks of their own. */
test.beforeAll(async ({ browser, portal }) => {
  const ana = await signIn(browser, portal.url, "Ana");
  const id = await requestAndMerge(ana, portal, {
    entry: "xrd.local.apps.platform.demo.vitrine.dev",
    name: "unwell",
    namespace: "team-a",
    operation: "create",
    values: {
      spec: {
        id: "unwell",
        image: "registry.example.com/shop/unwell",
        tag: "does-not-exist",
        host: "unwell.example.com",
      },
    },
  });
  await ana.goto(`/requests/${id}`);
  await reaches(ana, "Needs attention");
  await ana.context().close();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on any page, ${colorScheme}`, async ({ browser, portal }) => {
    const page = await signIn(browser, portal.url, "Ana");
    await page.emulateMedia({ colorScheme });
    for (const path of PAGES) {
      await page.goto(path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [path, id, nodes.map((node) => node.html)])).toEqual([]);
    }
  });
}
