// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { createRef } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Essentials, Groups } from "#components/request-form/layout/form-groups";
import { FormRail } from "#components/request-form/layout/form-rail";
import { registry } from "#components/request-form/registry";
import { focusField } from "#components/request-form/state/focus-field";
import { RequestFormProvider } from "#components/request-form/state/form-context";
import { createFormStore } from "#components/request-form/state/form-store";
import { stubResizeObserver } from "#components/ui/testing/resize-observer-fixture";
import { TooltipProvider } from "#components/ui/tooltip";
import { convertSchema } from "#lib/form/convert/convert";
import { layoutForm } from "#lib/form/layout/layout";
import { applyLayout } from "#lib/form/layout/layout-apply";
import type { LayoutDocument } from "#lib/form/layout-document";
import { completeValues } from "#lib/form/values/values";
import type { StructuralSchema } from "#lib/schema/types";

const text = { type: "string" };

/** The fields of a form and its outline, without the rest of the page. */
function layOut(spec: StructuralSchema, document: Omit<LayoutDocument, "version"> = {}, unfolded = false) {
  const plain = convertSchema({ type: "object", properties: { spec } }, { kind: "Sample" });
  const { form } = applyLayout(plain, { version: 1, ...document });
  const layout = layoutForm(form);
  const type = { apiVersion: "example.com/v1", kind: "Sample" };
  const open = new Set(unfolded ? [] : layout.groups.filter((group) => group.open).map(({ key }) => key));
  const store = createFormStore({
    name: "a",
    namespace: "",
    values: {},
    form,
    type,
    namespaced: false,
    open,
    unfolded,
  });
  const context = {
    store,
    registry,
    offer: { id: "crd.local.samples", version: "v1" },
  };
  const onGo = vi.fn();
  const element = (
    <RequestFormProvider value={context}>
      <TooltipProvider>
        <FormRail layout={layout} search={createRef()} onGo={onGo} onGroup={vi.fn()} />
        <main>
          <Essentials fields={layout.essentials} />
          <Groups groups={layout.groups} />
        </main>
      </TooltipProvider>
    </RequestFormProvider>
  );
  const written = () => completeValues(form, store.get().values).spec;
  return { store, layout, written, onGo, element };
}

function draw(...given: Parameters<typeof layOut>) {
  const { element, ...form } = layOut(...given);
  render(element);
  return form;
}

const field = (label: string) =>
  screen.getByLabelText(label, { selector: "input:not([type=radio]), textarea, output" });
const type = (label: string, value: string) => fireEvent.change(field(label), { target: { value } });

// Rendering in jsdom is slow on a busy machine. Nothing here waits for a timer.
vi.setConfig({ testTimeout: 60_000 });

beforeEach(() => {
  stubResizeObserver();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("form with a layout", () => {
  it("shows and writes a locked value, and ignores any other value", () => {
    const { store, written } = draw(
      { type: "object", required: ["region"], properties: { region: text, size: text } },
      { essentials: ["spec.size"], fields: { "spec.region": { locked: "eu-west-1" } } },
    );
    expect(field("Region").textContent).toBe("eu-west-1");
    expect(screen.getByText("Set by the platform team")).toBeTruthy();
    expect(store.get().errors).toEqual([]);
    act(() => store.setValue("/spec/region", "us-east-1"));
    expect(written()).toEqual({ region: "eu-west-1" });
  });

  it("shows a field only while its condition holds, and keeps its value without writing it", () => {
    const { written } = draw(
      {
        type: "object",
        properties: { mode: { ...text, enum: ["single", "cluster"] }, replicas: { type: "integer" } },
      },
      { fields: { "spec.replicas": { when: { field: "spec.mode", equals: "cluster" } } } },
    );
    expect(screen.queryByText("Replicas")).toBeNull();
    fireEvent.click(screen.getByRole("radio", { name: "cluster" }));
    type("Replicas", "3");
    expect(written()).toEqual({ mode: "cluster", replicas: 3 });
    fireEvent.click(screen.getByRole("radio", { name: "single" }));
    expect(screen.queryByText("Replicas")).toBeNull();
    expect(written()).toEqual({ mode: "single" });
    fireEvent.click(screen.getByRole("radio", { name: "cluster" }));
    expect(field("Replicas")).toHaveProperty("value", "3");
  });

  it("hides a group without visible fields", () => {
    const network = { type: "object", properties: { host: text } };
    const { store } = draw(
      { type: "object", required: ["size"], properties: { size: text, network } },
      { fields: { "spec.network": { when: { field: "spec.size", set: true } } } },
    );
    const header = () => within(screen.getByRole("main")).queryByRole("button", { name: /^Network/ });
    expect(header()).toBeNull();
    act(() => store.setValue("/spec/size", "s"));
    expect(header()).toBeTruthy();
  });

  it("opens a group that the layout opens, and summarizes a folded group", async () => {
    const { store } = draw(
      {
        type: "object",
        required: ["size"],
        properties: {
          size: text,
          zone: text,
          storage: { type: "object", properties: { amount: { ...text, format: "quantity" }, class: text } },
        },
      },
      { groups: [{ title: "Place", help: "Where it *runs*.", fields: ["spec.zone"], open: true }] },
    );
    expect(field("Zone")).toBeTruthy();
    expect((await screen.findByText("runs")).tagName).toBe("EM");
    act(() => store.setValue("/spec/storage/amount", "20Gi"));
    act(() => store.setValue("/spec/storage/class", "gp3"));
    const header = within(screen.getByRole("main")).getByRole("button", { name: /^Storage/ });
    expect(header.textContent).toBe("Storage20 Gi, gp32 set");
  });

  it("shows options with the labels and the order of their author, and suggestions for a text field", () => {
    const { written } = draw({
      type: "object",
      properties: {
        plan: { ...text, enum: ["s", "m", "l"], "x-ui-options": [{ value: "m", label: "Medium" }, "s"] },
        zone: { ...text, "x-ui-options": ["a", { value: "b", label: "Second" }] },
        timeoutSeconds: { type: "integer", example: 30 },
      },
    });
    const radios = screen.getAllByRole("radio").map((radio) => radio.closest("label")?.textContent);
    expect(radios).toEqual(["Medium", "s"]);
    fireEvent.click(screen.getByRole("radio", { name: "Medium" }));
    type("Zone", "other");
    const list = document.getElementById(field("Zone").getAttribute("list") ?? "");
    expect([...(list?.querySelectorAll("option") ?? [])].map(({ value }) => value)).toEqual(["a", "b"]);
    expect(field("Timeout seconds")).toHaveProperty("placeholder", "e.g. 30");
    expect(screen.getByText("s", { selector: "span" })).toBeTruthy();
    expect(written()).toEqual({ plan: "m", zone: "other" });
  });
});

describe("one of several fields", () => {
  const git = { type: "object", required: ["url"], properties: { url: text, branch: text } };
  const source = {
    type: "object",
    oneOf: [{ required: ["git"] }, { required: ["bucket"] }],
    properties: { git, bucket: text },
  };

  it("shows the fields of the selected alternative, and restores the values of another one", () => {
    const { written, store } = draw({ type: "object", required: ["source"], properties: { source } });
    expect(screen.queryByText("Bucket", { selector: "label[id]" })).toBeNull();
    fireEvent.click(screen.getByRole("radio", { name: "Bucket" }));
    type("Bucket", "b");
    fireEvent.click(screen.getByRole("radio", { name: "Git" }));
    expect(written()).toEqual({ source: {} });
    fireEvent.change(document.querySelector('[data-field="/spec/source/git/url"] input') ?? document.body, {
      target: { value: "https://x" },
    });
    expect(written()).toEqual({ source: { git: { url: "https://x" } } });
    expect(store.get().errors).toEqual([]);
    fireEvent.click(screen.getByRole("radio", { name: "Bucket" }));
    expect(written()).toEqual({ source: { bucket: "b" } });
  });

  it("is optional in an optional object, and can be reset", () => {
    const { written } = draw({ type: "object", properties: { source } });
    expect(within(screen.getByRole("main")).queryByText("Required")).toBeNull();
    fireEvent.click(screen.getByRole("radio", { name: "Bucket" }));
    type("Bucket", "b");
    expect(written()).toEqual({ source: { bucket: "b" } });
    fireEvent.click(screen.getByRole("button", { name: "Reset the choice" }));
    expect(written()).toBeUndefined();
    expect(screen.getByRole("radio", { name: "Bucket" })).toHaveProperty("checked", false);
  });

  it("follows the YAML", () => {
    const { store } = draw({ type: "object", required: ["source"], properties: { source } });
    act(() => store.update({ values: { spec: { source: { git: { url: "x" } } } } }));
    expect(screen.getByRole("radio", { name: "Git" })).toHaveProperty("checked", true);
  });
});

describe("outline of a long form", () => {
  const item = { type: "object", properties: { owner: text } };
  const properties = {
    size: text,
    port: { type: "integer", maximum: 10 },
    storage: { type: "object", properties: { class: { ...text, description: "Which disks." } } },
    databases: { type: "array", items: item },
  };
  const spec = { type: "object", required: ["size"], properties };
  const rail = () => within(screen.getByRole("navigation", { name: "Fields" }));
  const search = () => rail().getByRole("textbox", { name: "Find a field" });
  const found = () =>
    rail()
      .getAllByRole("listitem")
      .map(({ textContent }) => textContent);

  it("finds fields by any word, also in items, and goes to them", () => {
    const { onGo } = draw(spec);
    fireEvent.change(search(), { target: { value: "disks" } });
    expect(found()).toEqual(["ClassStorage"]);
    fireEvent.change(search(), { target: { value: "ownr" } });
    expect(found()).toEqual(["OwnerIn each item of Databases"]);
    fireEvent.keyDown(search(), { key: "Enter" });
    expect(onGo).toHaveBeenCalledWith("/spec/databases");
  });

  it("is navigated with arrow keys and cleared with Escape", () => {
    draw(spec);
    fireEvent.keyDown(search(), { key: "ArrowDown" });
    expect(document.activeElement?.textContent).toBe("Essentials");
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "ArrowDown" });
    expect(document.activeElement?.textContent).toBe("General");
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "ArrowUp" });
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "ArrowUp" });
    expect(document.activeElement).toBe(search());
    fireEvent.change(search(), { target: { value: "zebra" } });
    expect(rail().getByText("No field matches “zebra”.")).toBeTruthy();
    fireEvent.keyDown(search(), { key: "Escape" });
    expect(search()).toHaveProperty("value", "");
  });

  it("filters for fields that are set, required or invalid, with counts", () => {
    const { store } = draw(spec);
    act(() => store.setValue("/spec/storage/class", "ssd"));
    act(() => store.setValue("/spec/port", 11));
    act(() => store.update({ attempted: true }));
    const filter = (name: string) => rail().getByRole("button", { name });
    fireEvent.click(filter("Set2"));
    expect(found()).toEqual(["Port", "ClassStorage"]);
    fireEvent.click(filter("Required1"));
    expect(found()).toEqual(["Size"]);
    fireEvent.click(filter("To fix2"));
    expect(found()).toEqual(["Size", "Port"]);
    fireEvent.click(filter("To fix2"));
    expect(found()).toEqual(["Essentials1 to fix", "General1 to fix1 set", "Storage1 set"]);
  });
});

it("renders only the unfolded fields of a form with thousands of fields", () => {
  const twenty = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`field${index}`, text]));
  const groups = Array.from({ length: 360 }, (_, index) => [
    `group${index}`,
    { type: "object", properties: twenty },
  ]);
  draw({ type: "object", required: ["size"], properties: { size: text, ...Object.fromEntries(groups) } });
  const drawn = () => document.querySelectorAll("main [data-field]").length;
  const header = document.querySelector('[data-fold="/spec/group7"] button') ?? document.body;
  expect(drawn()).toBe(1);
  fireEvent.click(header);
  expect(drawn()).toBe(21);
  fireEvent.click(header);
  expect(drawn()).toBe(1);
});

describe("form with all groups unfolded", () => {
  const listOf = (count: number) => Array.from({ length: count }, (_, index) => `field${index}`);
  const objectOf = (count: number, inner = {}) => ({
    type: "object",
    properties: { ...Object.fromEntries(listOf(count).map((name) => [name, text])), ...inner },
  });
  const names = Array.from({ length: 12 }, (_, index) => `group${String.fromCharCode(97 + index)}`);
  const spec = {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, objectOf(40)])),
  };
  const places = (root: ParentNode) =>
    [...root.querySelectorAll<HTMLElement>("main [data-field]")].map(({ dataset }) => dataset.field);

  it("renders hundreds of fields at once, and the others afterwards", async () => {
    const { element } = layOut(spec, {}, true);
    const first = document.createElement("div");
    first.innerHTML = renderToStaticMarkup(element);
    const all = names.flatMap((name) => listOf(40).map((field) => `/spec/${name}/${field}`));
    expect(places(first)).toEqual(all.slice(0, 400));
    expect(first.querySelectorAll("[data-undrawn]")).toHaveLength(2);
    render(element);
    await waitFor(() => expect(places(document)).toEqual(all));
    expect(document.querySelectorAll("[data-undrawn]")).toHaveLength(0);
  });

  it("reserves the height of fields and nested groups that are not rendered yet", () => {
    const outer = objectOf(190, { within: objectOf(190), beside: objectOf(190), last: objectOf(10) });
    const page = document.createElement("div");
    page.innerHTML = renderToStaticMarkup(
      layOut({ type: "object", properties: { one: outer, two: outer } }, {}, true).element,
    );
    const rooms = [...page.querySelectorAll<HTMLElement>("[data-undrawn]")];
    expect(places(page)).toHaveLength(400);
    expect(places(page).at(-1)).toBe("/spec/one/beside/field19");
    expect(
      rooms.map((room) => [room.closest<HTMLElement>("[data-fold]")?.dataset.fold, room.style.minHeight]),
    ).toEqual([
      ["/spec/one/beside", "850rem"],
      ["/spec/one/last", "50rem"],
      ["/spec/two", "2900rem"],
    ]);
  });

  it("focuses a field after it is rendered, instead of the header above it", async () => {
    const { store, layout, element } = layOut(spec, {}, true);
    const page = document.body.appendChild(document.createElement("div"));
    page.innerHTML = renderToStaticMarkup(element);
    Element.prototype.scrollIntoView = vi.fn();
    focusField(store, layout, "/spec/groupl/field39");
    await new Promise(requestAnimationFrame);
    expect(document.activeElement).toBe(document.body);
    page.remove();
    render(element);
    await vi.waitFor(() => expect(document.activeElement).toBe(fieldAt("/spec/groupl/field39")));
  });
});

function fieldAt(pointer: string): Element | null {
  return document.querySelector(`[data-field="${pointer}"] input`);
}
