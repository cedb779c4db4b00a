// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Essentials } from "#components/request-form/layout/form-groups";
import { registry } from "#components/request-form/registry";
import { RequestFormProvider } from "#components/request-form/state/form-context";
import { createFormStore } from "#components/request-form/state/form-store";
import { TooltipProvider } from "#components/ui/tooltip";
import { convertSchema } from "#lib/form/convert/convert";
import { layoutForm } from "#lib/form/layout/layout";
import { validateValues } from "#lib/form/values/validate";
import type { JsonRecord } from "#lib/schema/pointer";

const text = { type: "string" };
const listOf = (items: JsonRecord): JsonRecord => ({ type: "array", items });
const mapOf = (additionalProperties: JsonRecord): JsonRecord => ({ type: "object", additionalProperties });

/** A single field, as the form renders it. */
function draw(node: JsonRecord) {
  const spec = { type: "object", required: ["field"], properties: { field: node } };
  const form = convertSchema({ type: "object", properties: { spec } }, { kind: "Sample" });
  const store = createFormStore({
    ...{ name: "a", namespace: "", values: {}, namespaced: false },
    form,
    type: { apiVersion: "example.com/v1", kind: "Sample" },
  });
  const context = {
    store,
    registry,
    offer: { id: "crd.local.samples", version: "v1" },
  };
  render(
    <RequestFormProvider value={context}>
      <TooltipProvider>
        <Essentials fields={layoutForm(form).essentials} />
      </TooltipProvider>
    </RequestFormProvider>,
  );
  return {
    store,
    written: () => store.get().values,
    wrong: () => validateValues(form, store.get().values),
  };
}

const click = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

vi.setConfig({ testTimeout: 60_000 });
afterEach(cleanup);

describe("nested fields", () => {
  it.each<[why: string, node: JsonRecord, enter: () => void, written: unknown]>([
    [
      "write a map of maps",
      mapOf(mapOf(text)),
      () => {
        click("Add to Field");
        type("Key of the new entry", "team");
        click("Add to Value");
        type("Key of the new entry", "owner");
        type("Value of owner", "data");
      },
      { team: { owner: "data" } },
    ],
    [
      "write a map of lists",
      mapOf(listOf(text)),
      () => {
        click("Add to Field");
        type("Key of the new entry", "team");
        click("Add to Value");
        type("Value 1", "ann");
      },
      { team: ["ann"] },
    ],
    [
      "write a map of nullable lists",
      mapOf({ ...listOf(text), nullable: true }),
      () => {
        click("Add to Field");
        type("Key of the new entry", "team");
        click("Add to Value");
      },
      { team: [""] },
    ],
    [
      "write a list of lists",
      listOf(listOf({ type: "integer" })),
      () => {
        click("Add to Field");
        click("Add to Item");
        type("Item 1", "7");
      },
      [[7]],
    ],
    [
      "write an empty list after its last item is removed",
      listOf(listOf(text)),
      () => {
        click("Add to Field");
        click("Add to Item");
        click("Remove Item 1");
      },
      [[]],
    ],
    [
      "write a list of maps",
      listOf(mapOf(text)),
      () => {
        click("Add to Field");
        click("Add to Item");
        type("Key of the new entry", "zone");
        type("Value of zone", "a");
      },
      [{ zone: "a" }],
    ],
    [
      "write a map of objects that contain a map",
      mapOf({ type: "object", properties: { labels: mapOf(text) } }),
      () => {
        click("Add to Field");
        type("Key of the new entry", "web");
        click("Add to Labels");
        type("Key of the new entry", "tier");
        type("Value of tier", "front");
      },
      { web: { labels: { tier: "front" } } },
    ],
    [
      "write a choice of integers and strings",
      { "x-kubernetes-int-or-string": true, enum: [1, "50%"] },
      () => fireEvent.click(screen.getByRole("radio", { name: "50%" })),
      "50%",
    ],
  ])("%s", (_why, node, enter, written) => {
    const form = draw(node);
    enter();
    expect(form.written()).toEqual({ spec: { field: written } });
    expect(form.wrong()).toEqual([]);
  });

  it("keep their position and the focus when a rule on the group fails", () => {
    const { store } = draw(listOf({ type: "object", properties: { name: text, size: text } }));
    click("Add to Field");
    const input = screen.getByLabelText("Name");
    input.focus();
    const error = { path: "/spec/field/0", message: "Name or size.", source: "cel" as const };
    act(() => store.update({ judge: () => [error], attempted: true }));
    expect(screen.getByText(error.message)).toBeDefined();
    expect(document.activeElement).toBe(input);
    act(() => store.update({ judge: undefined }));
    expect(screen.queryByText(error.message)).toBeNull();
    expect(document.activeElement).toBe(input);
  });
});
