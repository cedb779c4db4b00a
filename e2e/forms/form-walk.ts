/** Goes through an unfolded form as a person would: adds one entry to each list and map, fills fields in. */
import type { Locator, Page } from "@playwright/test";
import { childPointer } from "#lib/schema/pointer";

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Pointers of all fields of a structural schema, read without the portal's own reading of schemas: the first item stands for a list,
 * an entry without a key for a map.
 */
export function listFields(node: unknown, pointer = ""): string[] {
  if (!isObject(node)) return [pointer];
  const { properties, additionalProperties: values, items } = node;
  if (isObject(items)) return [pointer, ...listFields(items, childPointer(pointer, 0))];
  if (isObject(values)) return [pointer, ...listFields(values, childPointer(pointer, ""))];
  if (!isObject(properties) || Object.keys(properties).length === 0) return [pointer];
  return Object.entries(properties).flatMap(([name, child]) =>
    listFields(child, childPointer(pointer, name)),
  );
}

/** Adds an entry to every list and map, inside each new one too, until there is nothing left; the pointers shown. */
export async function addEverywhere(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const asked = new Set<string>();
    for (;;) {
      const adders = [...document.querySelectorAll<HTMLElement>('main button[aria-label^="Add to "]')];
      const place = (button: HTMLElement) =>
        button.closest("[data-field]")?.getAttribute("data-field") ?? button.ariaLabel ?? "";
      const next = adders.filter((button) => !asked.has(place(button)));
      // Of an unfolded form some groups are still to be drawn.
      if (next.length === 0 && !document.querySelector("[aria-busy=true]")) break;
      for (const button of next) {
        asked.add(place(button));
        button.click();
      }
      await frame();
    }
    return [...document.querySelectorAll("main [data-field]")].map(
      (field) => field.getAttribute("data-field") ?? "",
    );
  });
}

/** Enters values field by field, as the keyboard and mouse would. Every group has to be open. */
export async function enterValues(page: Page, value: unknown, pointer = ""): Promise<void> {
  const field = page.locator(`main [data-field="${pointer}"]`);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      await addTo(field, pointer);
      await enterValues(page, item, childPointer(pointer, index));
    }
  } else if (isObject(value)) {
    await enterObject(page, value, pointer, field);
  } else {
    await enterScalar(page, value, field);
  }
}

async function enterObject(page: Page, value: Json, pointer: string, field: Locator): Promise<void> {
  const isMap = pointer !== "" && (await field.locator('> div button[aria-label^="Add to "]').count()) > 0;
  for (const [key, child] of Object.entries(value)) {
    if (isMap) {
      await addTo(field, pointer);
      await field.getByRole("textbox", { name: "Key of the new entry" }).fill(key);
    }
    await enterValues(page, child, childPointer(pointer, key));
  }
}

/** The button that adds to this list or map, not to one inside. */
async function addTo(field: Locator, pointer: string): Promise<void> {
  const own = field.locator(`xpath=.//button[starts-with(@aria-label, "Add to ")]`);
  const mine = own.and(
    field.page().locator(`xpath=//button[ancestor::*[@data-field][1][@data-field="${pointer}"]]`),
  );
  await mine.click();
}

async function enterScalar(page: Page, value: unknown, field: Locator): Promise<void> {
  const label = typeof value === "boolean" ? (value ? "Yes" : "No") : String(value);
  const toggle = field.getByRole("switch");
  if ((await toggle.count()) > 0) {
    // What the API takes anyway is written by going there and back.
    if ((await toggle.isChecked()) === value) await toggle.click();
    return toggle.click();
  }
  const radio = field.getByRole("radio", { name: new RegExp(`^${quotePattern(label)}( \\(default\\))?$`) });
  if ((await radio.count()) > 0) return radio.click();
  const editor = field.locator(".cm-content");
  if ((await editor.count()) > 0) return editor.fill(label);
  // An input with suggestions is a combobox as well.
  const input = field.locator("input, textarea").first();
  if ((await input.count()) > 0) return input.fill(label);
  await field.getByRole("combobox").click();
  await page.getByRole("option", { name: label }).first().click();
}

function quotePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
