// @vitest-environment jsdom
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useMemo, useState } from "react";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { PartTable } from "#components/resource-graph/part-table";
import { TooltipProvider } from "#components/ui/tooltip";
import type { GraphResponse } from "#lib/api/types";
import { buildTree } from "#lib/graph/view/part-tree";
import type { State } from "#lib/kubernetes/types";

const at = "2026-11-20T10:00:00Z";

/** "App shop" is node "shop"; edges as pairs of names. */
function makeGraph(states: Record<string, State>, edges: readonly [string, string][]): GraphResponse {
  const names = Object.entries(states);
  return {
    root: names[0]?.[0] ?? "",
    nodes: names.map(([name, state]) => ({
      id: name,
      reference: { cluster: "local", group: "demo.dev", version: "v1", kind: "Thing", namespace: "a", name },
      plural: "things",
      createdAt: at,
      health: { state, since: at, message: `${name} says so` },
      layer: "results",
    })),
    edges: edges.map(([from, to]) => ({ from, to, relation: "composed" })),
    references: [],
    partial: false,
    problems: [],
    unlisted: [],
    rootCauses: [],
  };
}

const shop = makeGraph(
  { shop: "NeedsAttention", web: "Ready", pod: "Ready", base: "Ready", disk: "Failed" },
  [
    ["shop", "web"],
    ["web", "pod"],
    ["shop", "base"],
    ["base", "disk"],
  ],
);

function Page({ graph = shop, onSelect }: { graph?: GraphResponse; onSelect?: (id: string) => void }) {
  const tree = useMemo(() => buildTree(graph), [graph]);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState<string>();
  return (
    <TooltipProvider>
      <PartTable
        tree={tree}
        selected={selected}
        onSelect={(id) => {
          setSelected(id);
          onSelect?.(id);
        }}
        folded={folded}
        onFold={(id) =>
          setFolded((ids) =>
            ids.has(id) ? new Set([...ids].filter((other) => other !== id)) : new Set([...ids, id]),
          )
        }
      />
    </TooltipProvider>
  );
}

const rowsShown = () =>
  [...document.querySelectorAll("[data-part]")].map((row) => row.getAttribute("data-part"));
const focusedRow = () => document.activeElement?.getAttribute("data-part");

describe("PartTable", () => {
  beforeAll(() => {
    // jsdom has no layout and does not implement scrolling.
    Element.prototype.scrollIntoView = () => undefined;
  });
  afterEach(cleanup);

  it("shows each part once below its parent, with problems first", () => {
    render(<Page />);
    expect(rowsShown()).toEqual(["shop", "base", "disk", "web", "pod"]);
  });

  it("describes the position and the state of each row", () => {
    render(<Page />);
    const grid = screen.getByRole("treegrid", { name: "Parts" });
    expect(
      within(grid)
        .getAllByRole("columnheader")
        .map(({ textContent }) => textContent),
    ).toEqual(["Name", "Kind", "State", "Message", "Age"]);
    const web = screen.getByRole("row", { name: /^web/ });
    expect(web.getAttribute("aria-level")).toBe("2");
    expect(web.getAttribute("aria-posinset")).toBe("2");
    expect(web.getAttribute("aria-setsize")).toBe("2");
    expect(web.getAttribute("aria-expanded")).toBe("true");
    const disk = screen.getByRole("row", { name: /^disk/ });
    expect(disk.getAttribute("aria-expanded")).toBeNull();
    expect(within(disk).getAllByRole("gridcell")[2]?.textContent).toMatch(/^Failed\d+ \w+/);
  });

  it.each<[string, string, string]>([
    ["move down by one row", "{ArrowDown}", "base"],
    ["move up by one row, but not beyond the first", "{ArrowDown}{ArrowUp}{ArrowUp}", "shop"],
    ["move to the last row", "{End}", "pod"],
    ["move to the first row", "{End}{Home}", "shop"],
    ["move down by a page, but not beyond the last row", "{PageDown}", "pod"],
    ["move right from an unfolded row to its first part", "{ArrowRight}{ArrowRight}", "disk"],
    ["do not move right from a part without parts", "{End}{ArrowRight}", "pod"],
    ["move left from a part to its parent", "{End}{ArrowLeft}", "web"],
    ["fold an unfolded row instead of moving left", "{ArrowDown}{ArrowLeft}", "base"],
  ])("the keys %s", async (_reason, keys, expected) => {
    render(<Page />);
    await userEvent.tab();
    await userEvent.keyboard(keys);
    expect(focusedRow()).toBe(expected);
  });

  it("folds with the left arrow key and Space, and unfolds with the right arrow key and Space", async () => {
    render(<Page />);
    await userEvent.tab();
    await userEvent.keyboard("{ArrowDown}{ArrowLeft}");
    expect(rowsShown()).toEqual(["shop", "base", "web", "pod"]);
    expect(screen.getByRole("row", { name: /^base/ }).textContent).toContain("+1");
    await userEvent.keyboard("{ArrowRight}");
    expect(rowsShown()).toContain("disk");
    await userEvent.keyboard(" ");
    expect(rowsShown()).not.toContain("disk");
    await userEvent.keyboard(" ");
    expect(rowsShown()).toContain("disk");
  });

  it("is a single tab stop that follows the focus", async () => {
    render(<Page />);
    const stops = () =>
      [...document.querySelectorAll('[data-part][tabindex="0"]')].map((row) => row.textContent);
    await userEvent.tab();
    await userEvent.keyboard("{ArrowDown}");
    expect(stops()).toEqual([expect.stringContaining("base")]);
    await userEvent.tab();
    expect(document.activeElement).toBe(document.body);
  });

  it("selects with Enter and with a click, but not with the fold button", async () => {
    const select = vi.fn();
    render(<Page onSelect={select} />);
    await userEvent.tab();
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(select).toHaveBeenLastCalledWith("base");
    expect(screen.getByRole("row", { selected: true }).getAttribute("data-part")).toBe("base");
    await userEvent.click(screen.getByText("pod says so"));
    expect(select).toHaveBeenLastCalledWith("pod");
    const mark = document.querySelector('[data-part="web"] [data-fold]');
    if (mark) await userEvent.click(mark);
    expect(select).toHaveBeenCalledTimes(2);
    expect(rowsShown()).not.toContain("pod");
  });

  it("ignores other keys", async () => {
    const onKeyDown = vi.fn<(event: KeyboardEvent) => void>();
    render(<Page />);
    await userEvent.tab();
    document.addEventListener("keydown", onKeyDown, { once: true });
    await userEvent.keyboard("n");
    expect(onKeyDown.mock.calls[0]?.[0].defaultPrevented).toBe(false);
  });

  it("shows all of many parts", () => {
    const names = Array.from({ length: 150 }, (_, index) => `part-${index}`);
    const graph = makeGraph(
      Object.fromEntries(["whole", ...names].map((name) => [name, "Ready"])),
      names.map((name) => ["whole", name]),
    );
    render(<Page graph={graph} />);
    expect(rowsShown()).toHaveLength(151);
  });
});
