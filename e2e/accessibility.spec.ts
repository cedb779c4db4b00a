import AxeBuilder from "@axe-core/playwright";
import { expect, signIn, test } from "./portal";

const PAGES = [
  "/catalog",
  "/catalog/promise.local.postgresql",
  "/catalog/promise.local.postgresql/new",
  "/requests",
  "/approvals",
  "/settings",
];

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
