// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SidePanel } from "#components/ui/page/side-panel";

function Page() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      <button type="button" onClick={() => setOpen(false)}>
        Elsewhere
      </button>
      {open && (
        <SidePanel title="Subnet db-a" onClose={() => setOpen(false)}>
          Range overlaps
        </SidePanel>
      )}
    </>
  );
}

const width = () => screen.getByRole("separator").getAttribute("aria-valuenow");

describe("SidePanel", () => {
  beforeEach(() => localStorage.clear());
  afterEach(cleanup);

  it("takes the focus when it opens, and returns it on Escape", async () => {
    render(<Page />);
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    expect(document.activeElement).toBe(screen.getByRole("complementary", { name: "Subnet db-a" }));
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("complementary")).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Open" }));
  });

  it("returns the focus in the strict mode of React", async () => {
    render(<Page />, { reactStrictMode: true });
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    await userEvent.keyboard("{Escape}");
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Open" }));
  });

  it("keeps the focus that the person moved meanwhile", async () => {
    render(<Page />);
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    await userEvent.click(screen.getByRole("button", { name: "Elsewhere" }));
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Elsewhere" }));
  });

  it("takes no focus when the page opens with it", () => {
    render(
      <SidePanel title="Subnet db-a" onClose={() => undefined}>
        Range overlaps
      </SidePanel>,
    );
    expect(document.activeElement).toBe(document.body);
  });

  it("takes no focus when it opens automatically, and returns focus that was in it", async () => {
    const page = (open: boolean) => (
      <>
        <button type="button">Chosen</button>
        {open && (
          <SidePanel title="Subnet db-a" takesFocus={false} onClose={() => undefined}>
            Range overlaps
          </SidePanel>
        )}
      </>
    );
    const { rerender } = render(page(false));
    const chosen = screen.getByRole("button", { name: "Chosen" });
    chosen.focus();
    rerender(page(true));
    expect(document.activeElement).toBe(chosen);
    screen.getByRole("button", { name: "Close panel" }).focus();
    rerender(page(false));
    expect(document.activeElement).toBe(chosen);
  });

  it("ignores Escape that its content has handled", async () => {
    const close = vi.fn();
    render(
      <SidePanel title="Subnet db-a" onClose={close}>
        <input aria-label="Find" onKeyDown={(event) => event.preventDefault()} />
      </SidePanel>,
    );
    screen.getByRole("textbox").focus();
    await userEvent.keyboard("{Escape}");
    expect(close).not.toHaveBeenCalled();
  });

  it.each([
    ["the left arrow key widens it", "{ArrowLeft}", "504"],
    ["the right arrow key narrows it", "{ArrowRight}", "456"],
    ["Home sets the minimum", "{Home}", "360"],
    ["End sets the maximum", "{End}", "960"],
    ["it never falls below the minimum", "{Home}{ArrowRight}", "360"],
  ])("is resized with keys: %s", async (_reason, keys, expected) => {
    render(<Page />);
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    screen.getByRole("separator").focus();
    await userEvent.keyboard(keys);
    expect(width()).toBe(expected);
  });

  it("restores its width within the limits", async () => {
    localStorage.setItem("vitrine-panel-width", "5000");
    render(<Page />);
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    expect(width()).toBe("960");
  });
});
