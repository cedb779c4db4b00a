import type { Locator, Page } from "@playwright/test";
import { expect, signIn, test } from "../testing/portal";

const MOST_TABS = 60;

/** What has the focus, unless it is nothing, outside the view, covered, or looks as if it had none. */
function findFault(): string | undefined {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return "nothing has the focus";
  const name =
    focused.getAttribute("aria-label") ?? focused.textContent?.trim().slice(0, 40) ?? focused.tagName;
  const { left, top, width, height } = focused.getBoundingClientRect();
  const at = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, 20));
  if (!at || !(focused.contains(at) || at.contains(focused))) return `${name} is covered or out of view`;
  // A card shows it around the whole of it, an editor around its frame; a list marks the row.
  const shows = (element: Element, pseudo?: string) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element, pseudo);
    return outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0;
  };
  const frame = focused.closest(".cm-editor")?.parentElement ?? focused;
  const isRow = focused.matches("[data-highlighted], [aria-activedescendant]");
  return isRow || shows(frame) || shows(frame, "::after") ? undefined : `the focus of ${name} cannot be seen`;
}

/** Presses Tab, as often as it takes; the focus is seen at every stop. Fails where it is not reached. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const isReached = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < MOST_TABS && !(await isReached()); presses += 1) {
    await page.keyboard.press("Tab");
    expect.soft(await page.evaluate(findFault)).toBeUndefined();
  }
  await expect(target).toBeFocused();
}

test("a person can request an offer with the keyboard only", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Ana");
  const { keyboard } = page;
  await page.goto("/catalog");

  await test.step("finds the offer", async () => {
    await tabTo(page, page.getByRole("searchbox", { name: "Search the catalog" }));
    await keyboard.type("flag");
    await tabTo(page, page.getByRole("link", { name: "Feature flag", exact: true }));
    await keyboard.press("Enter");
    await page.waitForURL("**/catalog/crd.local.featureflags.demo.vitrine.dev");
    await tabTo(page, page.getByRole("link", { name: "Request Feature flag" }));
    await keyboard.press("Enter");
  });

  await test.step("fills in the form", async () => {
    const name = page.getByRole("textbox", { name: "Name", exact: true });
    await name.waitFor();
    await tabTo(page, name);
    await keyboard.press("Control+A");
    await keyboard.type("by-keyboard");
    await tabTo(page, page.getByRole("combobox", { name: "Namespace" }));
    await keyboard.press("Enter");
    await expect(page.getByRole("option", { name: "team-a", exact: true })).toBeFocused();
    await keyboard.press("ArrowDown");
    await expect(page.getByRole("option", { name: "team-b" })).toBeFocused();
    await keyboard.press("Enter");
    await expect(page.getByRole("combobox", { name: "Namespace" })).toBeFocused();
    await expect(page.getByRole("combobox", { name: "Namespace" })).toHaveText("team-b");
    await tabTo(page, page.getByRole("textbox", { name: "What it switches" }));
    await keyboard.type("ab");
  });

  await test.step("unfolds a group, and adds, removes and restores rows of a list and a map", async () => {
    await tabTo(page, page.getByRole("button", { name: /^Rollout/ }));
    await keyboard.press("Enter");
    await tabTo(page, page.getByRole("button", { name: "Add to Groups that always see it" }));
    await keyboard.press("Enter");
    await expect(page.getByRole("textbox", { name: "Groups that always see it 1" })).toBeFocused();
    await keyboard.type("testers");
    await keyboard.press("Enter");
    await keyboard.type("staff");
    await tabTo(page, page.getByRole("button", { name: "Remove Groups that always see it 2" }));
    await keyboard.press("Enter");
    await expect(page.getByRole("textbox", { name: "Groups that always see it 1" })).toBeFocused();
    await tabTo(page, page.getByRole("button", { name: "Undo" }));
    await keyboard.press("Enter");
    await expect(page.getByRole("textbox", { name: "Groups that always see it 2" })).toHaveValue("staff");
    await expect(page.getByRole("textbox", { name: "Groups that always see it 2" })).toBeFocused();
  });

  await test.step("opens the help of a field and returns", async () => {
    const help = page.getByRole("button", { name: "About Share of users (per cent)" });
    await tabTo(page, help);
    await keyboard.press("Enter");
    await expect(page.getByRole("dialog")).toBeVisible();
    await keyboard.press("Escape");
    await expect(help).toBeFocused();
  });

  await test.step("reaches the first error, then the review", async () => {
    await tabTo(page, page.getByRole("button", { name: "Review", exact: true }));
    await keyboard.press("Enter");
    await expect(page.getByRole("textbox", { name: "What it switches" })).toBeFocused();
    expect(await page.evaluate(findFault)).toBeUndefined();
    await keyboard.press("End");
    await keyboard.type("c");
    await tabTo(page, page.getByRole("button", { name: "Review", exact: true }));
    await keyboard.press("Enter");
    await expect(page.getByText("The cluster accepts the resource")).toBeVisible();
    await expect(page.getByRole("heading", { level: 1, name: "Review by-keyboard" })).toBeFocused();
  });

  await test.step("opens the pull request", async () => {
    const open = page.getByRole("button", { name: "Open pull request" });
    await tabTo(page, open);
    await keyboard.press("Space");
    await page.waitForURL("**/requests/**");
    await expect(page.getByText("Held for approval").first()).toBeVisible();
  });
});
