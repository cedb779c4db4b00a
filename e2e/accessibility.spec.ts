import { requestAndMerge } from "#bench/request";
import { expectNothingFound } from "./testing/axe";
import { reaches } from "./testing/journey";
import { signIn, test } from "./testing/portal";

const RESOURCE = "/resources/local/platform.demo.vitrine.dev/v1/apps/team-a/unwell";

const PAGES = [
  "/catalog",
  "/catalog?view=list&q=sql",
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

for (const path of PAGES) {
  test(`axe finds no problem on ${path} in light and dark mode`, async ({ browser, portal }) => {
    const page = await signIn(browser, portal.url, "Ana");
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await expectNothingFound(page, path);
  });
}
