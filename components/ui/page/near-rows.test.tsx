// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Table } from "#components/ui/table";

const listRows = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `row-${index + 1}` }));

function renderTable(count: number) {
  render(
    <Table
      label="Things"
      rows={listRows(count)}
      rowKey={({ id }) => id}
      columns={[{ key: "id", header: "Name", cell: ({ id }) => id }]}
      rowHref={({ id }) => `/things/${id}`}
    />,
  );
  return screen.getByRole("table", { name: "Things" });
}

// jsdom has no layout: each row gets the height that it has in a browser, and the table is at the top of the page.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(44);
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockImplementation(
    () => new DOMRect(0, -window.scrollY, 800, 44),
  );
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("a long table", () => {
  it("has all rows in the document up to 100", () => {
    expect(within(renderTable(100)).getAllByRole("row")).toHaveLength(101);
  });

  it("has only the rows near the window in the document, and says how many there are", () => {
    const table = renderTable(5_000);
    expect(table.getAttribute("aria-rowcount")).toBe("5001");
    const drawn = within(table).getAllByRole("row");
    expect(drawn.length).toBeGreaterThan(10);
    expect(drawn.length).toBeLessThan(60);
    expect(within(table).getByRole("link", { name: "row-1" })).toBeTruthy();
    expect(within(table).queryByRole("link", { name: "row-4999" })).toBeNull();
  });

  it("keeps the row with the focus and its neighbours while the window is elsewhere", () => {
    const table = renderTable(5_000);
    fireEvent.focus(within(table).getByRole("link", { name: "row-3" }));
    vi.stubGlobal("scrollY", 100_000);
    act(() => void window.dispatchEvent(new Event("scroll")));
    const names = within(table)
      .getAllByRole("link")
      .map(({ textContent }) => textContent);
    expect(names).toEqual(expect.arrayContaining(["row-2", "row-3", "row-4"]));
    expect(names).not.toContain("row-1");
    expect(names.some((name) => Number(name?.slice(4)) > 2_000)).toBe(true);
  });
});
