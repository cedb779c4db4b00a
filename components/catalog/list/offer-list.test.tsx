// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { makeGroup } from "#components/catalog/list/group-fixture";
import { OfferList, type OfferView } from "#components/catalog/list/offer-list";
import { stubResizeObserver } from "#components/ui/testing/resize-observer-fixture";

beforeEach(() => {
  stubResizeObserver();
  // jsdom has no layout: each line gets a height.
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(44);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function draw(count: number, view: OfferView) {
  const offers = Array.from({ length: count }, (_, index) => makeGroup(`Offer ${index}`));
  render(
    <OfferList
      sections={[{ title: "Apps", offers }]}
      view={view}
      draw={({ entry }) => <li key={entry.id}>{entry.title}</li>}
    />,
  );
}

it("has all of up to 100 offers in the document, in a list with the name of the section", () => {
  draw(100, "cards");
  expect(screen.getAllByRole("listitem")).toHaveLength(100);
  expect(screen.getByRole("list", { name: "Offers: Apps" })).toBeTruthy();
  expect(screen.getByRole("heading", { level: 2 }).textContent).toBe("Apps 100");
});

it.each<OfferView>(["cards", "list"])(
  "has only the first of a thousand offers in the document: %s",
  (view) => {
    draw(1000, view);
    const drawn = screen.getAllByRole("listitem");
    expect(drawn[0]?.textContent).toBe("Offer 0");
    expect(drawn.length).toBeLessThan(100);
  },
);
