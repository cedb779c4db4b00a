/** What people who see, hear or point differently would stumble over, as far as a program can tell. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./portal";

/**
 * Runs axe on the page as it is, in the light scheme and in the dark one. In the page itself (`setLegacyMode`), as
 * there are no frames, and describing only what is wrong: a quarter of the time.
 */
export async function expectNothingFound(page: Page, place: string): Promise<void> {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${colorScheme}\\b`));
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
    const { violations } = await axe.analyze();
    const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
    expect.soft(found, `${place}, ${colorScheme}`).toEqual([]);
  }
}
