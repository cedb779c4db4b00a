/** For tests: a page of the form in jsdom. */
import { stubResizeObserver } from "#components/ui/resize-observer-fixture";

/** Without drafts, and with what the form uses of a browser and jsdom lacks. */
export function preparePage(): void {
  localStorage.clear();
  // What the editor measures, jsdom cannot.
  Range.prototype.getClientRects = () => document.createElement("i").getClientRects();
  stubResizeObserver();
  Element.prototype.scrollIntoView = () => undefined;
  Element.prototype.hasPointerCapture = () => false;
}
