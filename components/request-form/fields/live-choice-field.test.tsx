// @vitest-environment jsdom
import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Answer, renderFields } from "#components/request-form/testing/field-fixture";
import { stubResizeObserver } from "#components/ui/testing/resize-observer-fixture";
import type { FieldOption } from "#lib/form/options/live-choices";
import { readPointer } from "#lib/schema/pointer";

const from = { group: "demo.vitrine.dev", kind: "Zone" };
const where = [{ path: "spec.region", equalsField: "./region" }];
const region = { type: "string" };
const zone = { type: "string", "x-ui-options": { from: { ...from, where } } };
const offered = (...values: FieldOption["value"][]): Answer => ({
  options: values.map((value) => ({ value, label: String(value) })),
  truncated: false,
  stale: false,
  asOf: "2026-11-20T10:42:00Z",
});

vi.setConfig({ testTimeout: 60_000 });

beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
  Element.prototype.hasPointerCapture = () => false;
  stubResizeObserver();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const zoneBox = () => screen.findByRole("combobox", { name: "Zone" });

describe("field with options from the cluster", () => {
  it("is searched and selected with the keyboard, and has a description", async () => {
    const { store } = renderFields({ zone: { ...zone, "x-ui-options": { from } } }, {}, () =>
      offered("eu-1a", "eu-1b"),
    );
    const box = await zoneBox();
    const notes = box.getAttribute("aria-describedby")?.split(" ") ?? [];
    expect(notes.every((id) => document.getElementById(id))).toBe(true);
    const user = userEvent.setup();
    box.focus();
    await user.keyboard("{Enter}");
    await user.type(await screen.findByRole("combobox", { name: "Find" }), "1b{Enter}");
    expect(store.get().values).toEqual({ spec: { zone: "eu-1b" } });
    expect((await zoneBox()).textContent).toBe("eu-1b");
  });

  it("names the field on which it depends, and loads options after that field is set", async () => {
    const { store } = renderFields({ region, zone }, {}, ({ values }) =>
      values["/spec/region"] === undefined
        ? { options: [], truncated: false, stale: false, waitsFor: "Choose a region first." }
        : offered(`${values["/spec/region"]}a`),
    );
    expect((await zoneBox()).textContent).toBe("Choose a region first");
    act(() => store.setValue("/spec/region", "eu-1"));
    await waitFor(() => expect(screen.queryByText("Choose a region first.")).toBeNull());
    await userEvent.setup().click(await zoneBox());
    expect(await screen.findByRole("option", { name: "eu-1a" })).toBeTruthy();
  });

  it("keeps a value that is no longer an option, and reports it", async () => {
    const { store } = renderFields({ region, zone }, { spec: { region: "eu-1", zone: "gp2" } }, () =>
      offered("eu-1a"),
    );
    expect(await screen.findByText("gp2 is not one of the choices in eu-1.")).toBeTruthy();
    expect((await zoneBox()).textContent).toBe("gp2");
    expect(readPointer(store.get().values, "/spec/zone")).toBe("gp2");
  });

  it("becomes a text field when the person may not list the objects", async () => {
    const detail = "You can't list zones. Enter a value.";
    const { store } = renderFields({ zone: { ...zone, "x-ui-options": { from } } }, {}, () => ({
      status: 403,
      detail,
    }));
    expect(await screen.findByText(detail)).toBeTruthy();
    await userEvent.setup().type(screen.getByRole("textbox", { name: "Zone" }), "eu-1a");
    expect(store.get().values).toEqual({ spec: { zone: "eu-1a" } });
  });

  it("writes a number as a number", async () => {
    const size = { type: "integer", "x-ui-options": { from } };
    const { store } = renderFields({ size }, {}, () => offered(2, 4));
    const user = userEvent.setup();
    await user.click(await screen.findByRole("combobox", { name: "Size" }));
    await user.click(await screen.findByRole("option", { name: "4" }));
    expect(store.get().values).toEqual({ spec: { size: 4 } });
  });

  it("depends on the fields of its own row in a list", async () => {
    const beside = [{ path: "spec.region", equalsField: "./region" }];
    const item = {
      type: "object",
      properties: { region, zone: { type: "string", "x-ui-options": { from: { ...from, where: beside } } } },
    };
    const { store } = renderFields(
      { pools: { type: "array", items: item } },
      { spec: { pools: [{ region: "eu-1" }, { region: "us-1" }] } },
      ({ field, values }) => offered(`${values[field.replace("zone", "region")]}a`),
    );
    const user = userEvent.setup();
    const boxes = () => screen.getAllByRole("combobox", { name: "Zone" });
    await waitFor(() => expect(boxes()).toHaveLength(2));
    const [, second] = boxes();
    await user.click(second ?? document.body);
    await user.click(await screen.findByRole("option", { name: "us-1a" }));
    expect(readPointer(store.get().values, "/spec/pools/1")).toEqual({ region: "us-1", zone: "us-1a" });
  });

  it("accepts another value when the hint allows it", async () => {
    const open = { type: "string", "x-ui-options": { from, allowOther: true } };
    const { store } = renderFields({ zone: open }, {}, () => offered("eu-1a"));
    const user = userEvent.setup();
    await user.click(await zoneBox());
    await user.type(await screen.findByRole("combobox", { name: "Find" }), "moon");
    await user.click(await screen.findByRole("option", { name: "Use “moon”" }));
    expect(store.get().values).toEqual({ spec: { zone: "moon" } });
    expect(screen.queryByText(/not offered/)).toBeNull();
  });

  it.each<[why: string, answer: Answer, said: string | RegExp]>([
    ["there are no options", offered(), "There is no zone yet."],
    [
      "the cluster is unreachable",
      { options: [], truncated: false, stale: true, asOf: "2026-11-20T10:42:00Z" },
      /The cluster is unreachable\. These choices are from/,
    ],
    [
      "there are more options than fit",
      { options: [{ value: "a", label: "a" }], truncated: true, stale: false },
      "Only the first 500 choices are listed.",
    ],
    ["the options are loading", undefined, "Loading choices from the cluster."],
  ])("shows a message when %s", async (_why, answer, said) => {
    renderFields({ zone: { ...zone, "x-ui-options": { from } } }, {}, () => answer);
    const note = await screen.findByText(said);
    expect(within(note.closest("[data-field]") ?? document.body).getByText("Zone")).toBeTruthy();
  });
});
