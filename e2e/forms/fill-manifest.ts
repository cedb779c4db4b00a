import type { Page } from "@playwright/test";

/**
 * Replaces the manifest of an open form as a person does it, with keys. The editor keeps what the keys select when the
 * form writes a proposed value at the same moment; a selection that only the document holds would be lost.
 */
export async function fillManifest(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "YAML of the manifest" }).press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}
