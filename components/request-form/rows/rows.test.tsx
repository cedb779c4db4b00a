// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { focusField } from "#components/request-form/state/focus-field";
import { renderFields } from "#components/request-form/testing/field-fixture";
import { preparePage } from "#components/request-form/testing/page-fixture";
import { layoutForm } from "#lib/form/layout/layout";
import { readPointer } from "#lib/schema/pointer";

const COUNT = 2_500;
const text = { type: "string" };
const numbers = Array.from({ length: COUNT }, (_, index) => String(index).padStart(4, "0"));
const files = Object.fromEntries(numbers.map((row) => [`key-${row}`, `value ${row}`]));
const hosts = numbers.map((row) => `host-${row}`);

beforeEach(() => {
  preparePage();
  // jsdom has no layout: each row gets the height that it has in a browser.
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(48);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const openMap = () =>
  renderFields(
    { files: { type: "object", additionalProperties: text } },
    { spec: { files } },
    () => undefined,
  );
const openList = (values = hosts) =>
  renderFields({ hosts: { type: "array", items: text } }, { spec: { hosts: values } }, () => undefined);
const focused = () => document.activeElement?.getAttribute("aria-label");

describe("map or list of 2,500 rows", () => {
  it("renders only the rows near the viewport, with their total count", () => {
    openMap();
    const rows = screen.getAllByRole("listitem");
    expect(rows.length).toBeLessThan(100);
    expect(rows[0]?.getAttribute("aria-posinset")).toBe("1");
    expect(rows[0]?.getAttribute("aria-setsize")).toBe("2500");
  });

  it("keeps the focus while the person types in a row", async () => {
    const { store } = openMap();
    const value = screen.getByRole("textbox", { name: "Value of key-0001" });
    await userEvent.type(value, "!");
    expect(readPointer(store.get().values, "/spec/files/key-0001")).toBe("value 0001!");
    expect(document.activeElement).toBe(value);
  });

  it.each([
    ["a value of a map", openMap, "/spec/files/key-2400", "Value of key-2400"],
    ["an item of a list", openList, "/spec/hosts/2400", "Hosts 2401"],
  ])("goes to an error in a row that is not rendered: %s", async (_what, open, pointer, name) => {
    const { store } = open();
    expect(screen.queryByRole("textbox", { name })).toBeNull();
    focusField(store, layoutForm(store.get().form), pointer);
    await waitFor(() => expect(focused()).toBe(name));
  });

  it("goes to the row without a key", async () => {
    const { store } = openMap();
    await userEvent.click(screen.getByRole("button", { name: "Add to Files" }));
    expect(focused()).toBe("Key of the new entry");
    await userEvent.type(screen.getByRole("textbox", { name: "Value of the new entry" }), "x");
    screen.getByRole("textbox", { name: "Key of key-0000" }).focus();
    focusField(store, layoutForm(store.get().form), "/spec/files");
    await waitFor(() => expect(focused()).toBe("Key of the new entry"));
  });

  it("keeps the focus in the right row when rows are added, removed and moved", async () => {
    const { store } = openList();
    await userEvent.click(screen.getByRole("button", { name: "Add to Hosts" }));
    expect(focused()).toBe("Hosts 2501");
    await userEvent.keyboard("new");
    expect(readPointer(store.get().values, "/spec/hosts/2500")).toBe("new");
    await userEvent.click(screen.getByRole("button", { name: "Move Hosts 2501 up" }));
    expect(readPointer(store.get().values, "/spec/hosts/2499")).toBe("new");
    await userEvent.click(screen.getByRole("button", { name: "Remove Hosts 2500" }));
    expect(readPointer(store.get().values, "/spec/hosts/2499")).toBe("host-2499");
    expect(focused()).toBe("Hosts 2500");
  });

  it("renders the focused row and its neighbours", () => {
    openList();
    screen.getByRole("textbox", { name: "Hosts 1" }).focus();
    const search = screen.getByRole("searchbox");
    fireEvent.change(search, { target: { value: "host-1700" } });
    expect(screen.getByRole("textbox", { name: "Hosts 1701" })).toBeDefined();
    expect(screen.getByRole("textbox", { name: "Hosts 1702" })).toBeDefined();
  });

  it("has its own search, because the browser finds only rendered rows", async () => {
    openMap();
    const search = screen.getByRole("searchbox", { name: "Find in the 2500 rows of Files" });
    await userEvent.type(search, "value 230");
    expect(screen.getByText("1 of 10")).toBeDefined();
    await userEvent.keyboard("{Enter}");
    expect(screen.getByText("2 of 10")).toBeDefined();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(focused()).toBe("Value of key-2301");
    await userEvent.type(search, "xyz");
    expect(screen.getByText("No row matches.")).toBeDefined();
  });

  it("hides the rows that scroll below its search", () => {
    openList();
    const { classList } = screen.getByRole("searchbox").parentElement ?? document.body;
    const covers = ["sticky", "top-[calc(var(--header)-0.25rem)]", "-mx-3", "px-3", "bg-background"];
    expect(covers.filter((name) => !classList.contains(name))).toEqual([]);
  });

  it("accepts thousands of pasted lines, and keeps the focus", async () => {
    const { store } = openList(["first"]);
    const input = screen.getByRole("textbox", { name: "Hosts 1" });
    input.focus();
    await userEvent.paste(hosts.join("\n"));
    expect(readPointer(store.get().values, "/spec/hosts/2500")).toBe("host-2499");
    expect(focused()).toBe("Hosts 2501");
  });
});
