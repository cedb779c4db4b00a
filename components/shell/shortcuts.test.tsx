// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setPreferences } from "#components/shell/preferences";
import { FIND_FIELD, useShortcuts } from "#components/shell/shortcuts";

const push = vi.hoisted(() => vi.fn());
vi.mock("next/navigation", () => ({ useRouter: () => ({ push }) }));

const openPalette = vi.fn();
const openHelp = vi.fn();

function Page() {
  useShortcuts({ openPalette, openHelp });
  return <input aria-label="Find" {...{ [FIND_FIELD]: "" }} />;
}

describe("useShortcuts", () => {
  beforeEach(() => {
    vi.clearAllMocks();
    setPreferences({ singleKeys: true });
    render(<Page />);
  });
  afterEach(cleanup);

  it("goes where g and a letter lead", async () => {
    await userEvent.keyboard("gr");
    expect(push).toHaveBeenCalledWith("/requests");
  });

  it("takes a letter alone for nothing", async () => {
    await userEvent.keyboard("xr");
    expect(push).not.toHaveBeenCalled();
  });

  it("finds with /, without typing it", async () => {
    await userEvent.keyboard("/");
    const field = screen.getByRole<HTMLInputElement>("textbox");
    expect(document.activeElement).toBe(field);
    expect(field.value).toBe("");
  });

  it("leaves single keys to who types, and the palette to all", async () => {
    await userEvent.type(screen.getByRole("textbox"), "gr?{Control>}k{/Control}");
    expect(screen.getByRole<HTMLInputElement>("textbox").value).toBe("gr?");
    expect(push).not.toHaveBeenCalled();
    expect(openHelp).not.toHaveBeenCalled();
    expect(openPalette).toHaveBeenCalledTimes(1);
  });

  it("is silent once single keys are switched off", async () => {
    cleanup();
    setPreferences({ singleKeys: false });
    render(<Page />);
    await userEvent.keyboard("gr?/");
    expect(push).not.toHaveBeenCalled();
    expect(openHelp).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(document.body);
  });
});
