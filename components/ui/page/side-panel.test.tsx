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

  it("takes the focus from what opened it, and gives it back on Escape", async () => {
    render(<Page />);
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    expect(document.activeElement).toBe(screen.getByRole("complementary", { name: "Subnet db-a" }));
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("complementary")).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Open" }));
  });

  it("gives it back where React mounts twice", async () => {
    render(<Page />, { reactStrictMode: true });
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    await userEvent.keyboard("{Escape}");
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Open" }));
  });

  it("leaves the focus where the person has put it since", async () => {
    render(<Page />);
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    await userEvent.click(screen.getByRole("button", { name: "Elsewhere" }));
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Elsewhere" }));
  });

  it("takes no focus when it comes with the page", () => {
    render(
      <SidePanel title="Subnet db-a" onClose={() => undefined}>
        Range overlaps
      </SidePanel>,
    );
    expect(document.activeElement).toBe(document.body);
  });

  it("takes none when it opens by itself, and gives back what was lost in it", async () => {
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

  it("leaves an Escape alone that something in it has taken", async () => {
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
    ["a step towards the page widens it", "{ArrowLeft}", "504"],
    ["a step away from it narrows it", "{ArrowRight}", "456"],
    ["Home is the least", "{Home}", "360"],
    ["End is the most", "{End}", "960"],
    ["it never passes the least", "{Home}{ArrowRight}", "360"],
  ])("is resized by keys: %s", async (_reason, keys, expected) => {
    render(<Page />);
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    screen.getByRole("separator").focus();
    await userEvent.keyboard(keys);
    expect(width()).toBe(expected);
  });

  it("comes back as wide as the person left it, within what is possible", async () => {
    localStorage.setItem("vitrine-panel-width", "5000");
    render(<Page />);
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    expect(width()).toBe("960");
  });
});
