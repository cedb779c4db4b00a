import { describe, expect, it } from "vitest";
import { edgePath } from "#lib/graph/view/layout";
import type { Places } from "#lib/graph/view/types";
import { bringIntoView, detailAt, firstViewport, fitAll } from "#lib/graph/view/viewport";

const size = { width: 1000, height: 600 };

function column(count: number): Places {
  return new Map(Array.from({ length: count }, (_, row) => [`${row}`, { x: 0, y: row * 68 }]));
}

describe("detailAt", () => {
  it.each([
    [1, "full"],
    [0.7, "full"],
    [0.69, "name"],
    [0.35, "name"],
    [0.34, "shape"],
  ])("at %s shows %s", (zoom, detail) => expect(detailAt(zoom)).toBe(detail));
});

describe("firstViewport", () => {
  it.each([
    { why: "centers one card at full size", count: 1, viewport: { zoom: 1, x: 380, y: 272 } },
    { why: "shrinks a few cards to fit", count: 10, viewport: { zoom: 552 / 668, x: 400.8, y: 24 } },
    {
      why: "shrinks more cards until only their names are readable",
      count: 16,
      viewport: { zoom: 552 / 1076, x: 438.4, y: 24 },
    },
    {
      why: "shows the root at the left of many cards",
      count: 100,
      viewport: { zoom: 0.85, x: 24, y: 276.2 },
    },
  ])("$why", ({ count, viewport }) => {
    const first = firstViewport(column(count), "0", size);
    expect(first.zoom).toBeCloseTo(viewport.zoom);
    expect(first.x).toBeCloseTo(viewport.x, 0);
    expect(first.y).toBeCloseTo(viewport.y, 0);
  });
});

describe("fitAll", () => {
  it("shows all cards at any zoom", () => {
    const { zoom, y } = fitAll(column(60), size);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y + (59 * 68 + 56) * zoom).toBeLessThanOrEqual(size.height);
  });

  it("returns finite numbers for a canvas without a size", () => {
    const { zoom, x, y } = fitAll(column(3), { width: 0, height: 0 });
    expect([zoom, x, y].every(Number.isFinite)).toBe(true);
    expect(zoom).toBeGreaterThan(0);
  });
});

describe("bringIntoView", () => {
  const still = { x: 0, y: 0, zoom: 1 };
  it.each([
    { why: "does not move for a visible card", card: { x: 100, y: 100 }, to: still },
    {
      why: "moves just far enough for a card to the right",
      card: { x: 900, y: 100 },
      to: { x: -164, y: 0, zoom: 1 },
    },
    { why: "moves for a card above", card: { x: 100, y: -50 }, to: { x: 0, y: 74, zoom: 1 } },
  ])("$why", ({ card, to }) => expect(bringIntoView(still, card, size)).toEqual(to));
});

describe("edgePath", () => {
  it("is straight between cards of one row", () => {
    expect(edgePath({ x: 0, y: 0 }, { x: 288, y: 0 })).toBe("M240 28L288 28");
  });

  it("curves back from the left edge to the right edge", () => {
    const path = edgePath({ x: 608, y: 0 }, { x: 0, y: 68 });
    expect(path.startsWith("M608 28C560")).toBe(true);
    expect(path.endsWith("240 96")).toBe(true);
  });

  it("turns before the target and ends at its edge", () => {
    const path = edgePath({ x: 0, y: 0 }, { x: 288, y: 68 });
    expect(path.startsWith("M240 28H256")).toBe(true);
    expect(path.endsWith("H288")).toBe(true);
  });
});
