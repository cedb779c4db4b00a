// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Button } from "#components/ui/button";
import { TooltipProvider } from "#components/ui/tooltip";

describe("Button", () => {
  afterEach(cleanup);

  it("explains why it is disabled, stays focusable, and does nothing", async () => {
    const press = vi.fn();
    render(
      <Button disabledReason="Ana asked, so she cannot approve." onClick={press}>
        Approve
      </Button>,
      { wrapper: TooltipProvider },
    );
    await userEvent.tab();
    const button = screen.getByRole("button", { name: "Approve" });
    expect(document.activeElement).toBe(button);
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect((await screen.findByRole("tooltip")).textContent).toContain("Ana asked, so she cannot approve.");
    await userEvent.keyboard("{Enter}");
    expect(press).not.toHaveBeenCalled();
  });

  it("ignores a second click while it is pending", async () => {
    const press = vi.fn();
    const { rerender } = render(<Button onClick={press}>Merge</Button>, { wrapper: TooltipProvider });
    await userEvent.click(screen.getByRole("button"));
    rerender(
      <Button pending onClick={press}>
        Merge
      </Button>,
    );
    await userEvent.click(screen.getByRole("button"));
    expect(press).toHaveBeenCalledTimes(1);
  });

  it("is not a link when it is disabled", () => {
    render(
      <Button asChild disabledReason="Its form cannot be shown.">
        <a href="/new">Request</a>
      </Button>,
      { wrapper: TooltipProvider },
    );
    expect(screen.queryByRole("link", { name: "Request" })).toBeNull();
  });
});
