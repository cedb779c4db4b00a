// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { SearchableList } from "#components/ui/combobox";

const options = Array.from({ length: 250 }, (_, index) => ({ value: `n${index}`, label: `team ${index}` }));

describe("SearchableList", () => {
  beforeAll(() => {
    // jsdom has no layout and does not implement scrolling.
    Element.prototype.scrollIntoView = () => undefined;
  });
  afterEach(cleanup);

  it("shows how many options are omitted, and finds them by typing", async () => {
    render(<SearchableList options={options} value={undefined} onChoose={() => undefined} />);
    expect(screen.getAllByRole("option")).toHaveLength(100);
    expect(screen.getByRole("status").textContent).toBe("Showing 100 of 250. Type to narrow the list.");
    await userEvent.type(screen.getByRole("combobox"), "249");
    expect(screen.getAllByRole("option").map((row) => row.textContent)).toEqual(["team 249"]);
  });

  it("is operated with the keyboard only", async () => {
    const choose = vi.fn();
    render(<SearchableList options={options} value="n3" onChoose={choose} />);
    screen.getByRole("combobox").focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}{Enter}");
    expect(choose).toHaveBeenCalledWith("n4");
  });

  it("reports that no option matches", async () => {
    render(<SearchableList options={options} value={undefined} onChoose={() => undefined} />);
    await userEvent.type(screen.getByRole("combobox"), "redis");
    expect(screen.getByRole("status").textContent).toBe("No match for “redis”.");
  });
});
