/** For tests: a page of the form in jsdom. */
import { waitFor } from "@testing-library/react";
import { expect } from "vitest";
import { stubResizeObserver } from "#components/ui/testing/resize-observer-fixture";

/** Clears drafts, and stubs the browser features that the form needs and jsdom lacks. */
export function preparePage(): void {
  localStorage.clear();
  // jsdom cannot measure text, which the editor needs.
  Range.prototype.getClientRects = () => document.createElement("i").getClientRects();
  stubResizeObserver();
  Element.prototype.scrollIntoView = () => undefined;
  Element.prototype.hasPointerCapture = () => false;
}

/** Resolves once the whole form is drawn, after the first fields. */
export async function whole(): Promise<void> {
  await waitFor(() => expect(document.querySelector("[data-undrawn]")).toBeNull());
}
