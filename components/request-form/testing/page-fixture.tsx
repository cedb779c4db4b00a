/** For tests: a page of the form in jsdom. */
import { waitFor } from "@testing-library/react";
import { expect } from "vitest";
import { stubResizeObserver } from "#components/ui/testing/resize-observer-fixture";

/** Without drafts, and with what the form uses of a browser and jsdom lacks. */
export function preparePage(): void {
  localStorage.clear();
  // What the editor measures, jsdom cannot.
  Range.prototype.getClientRects = () => document.createElement("i").getClientRects();
  stubResizeObserver();
  Element.prototype.scrollIntoView = () => undefined;
  Element.prototype.hasPointerCapture = () => false;
}

/** Resolves once what comes after the first fields is drawn too. */
export async function whole(): Promise<void> {
  await waitFor(() => expect(document.querySelector("[data-undrawn]")).toBeNull());
}
