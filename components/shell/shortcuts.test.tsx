// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { destinations } from "#components/shell/destinations";
import { setPreferences } from "#components/shell/preferences";
import { FIND_FIELD, useShortcuts } from "#components/shell/shortcuts";
import { Routed } from "#components/testing/routed";

const push = vi.fn();

const wrapper = ({ children }: { children: ReactNode }) => <Routed push={push}>{children}</Routed>;
const openPalette = vi.fn();
const openHelp = vi.fn();

function Page() {
  useShortcuts({ openPalette, openHelp }, destinations);
  return <input aria-label="Find" {...{ [FIND_FIELD]: "" }} />;
}

describe("useShortcuts", () => {
  beforeEach(() => {
    vi.clearAllMocks();
    setPreferences({ singleKeys: true });
    render(<Page />, { wrapper });
  });
  afterEach(cleanup);

  it("opens a page with g and a letter", async () => {
    await userEvent.keyboard("gr");
    expect(push).toHaveBeenCalledWith("/requests");
  });

  it("ignores a letter without g", async () => {
    await userEvent.keyboard("xr");
    expect(push).not.toHaveBeenCalled();
  });

  it("focuses the search field with / without typing it", async () => {
    await userEvent.keyboard("/");
    const field = screen.getByRole<HTMLInputElement>("textbox");
    expect(document.activeElement).toBe(field);
    expect(field.value).toBe("");
  });

  it("ignores single keys in a text field, but not the palette's key", async () => {
    await userEvent.type(screen.getByRole("textbox"), "gr?{Control>}k{/Control}");
    expect(screen.getByRole<HTMLInputElement>("textbox").value).toBe("gr?");
    expect(push).not.toHaveBeenCalled();
    expect(openHelp).not.toHaveBeenCalled();
    expect(openPalette).toHaveBeenCalledTimes(1);
  });

  it("ignores single keys when they are disabled", async () => {
    cleanup();
    setPreferences({ singleKeys: false });
    render(<Page />, { wrapper });
    await userEvent.keyboard("gr?/");
    expect(push).not.toHaveBeenCalled();
    expect(openHelp).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(document.body);
  });
});
