import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { moveToBase, readBase } from "#components/request-form/state/change-base";
import { shownErrors } from "#components/request-form/state/form-errors";
import { MANIFEST } from "#components/request-form/state/form-state";
import { createFormStore, type FormStore } from "#components/request-form/state/form-store";
import { convertSchema } from "#lib/form/convert/convert";

const text = { type: "string" };
const spec = {
  type: "object",
  required: ["size"],
  properties: {
    size: text,
    port: { type: "integer", maximum: 9 },
    hosts: { type: "array", items: text },
    zone: text,
  },
};
const form = convertSchema({ type: "object", properties: { spec } }, { kind: "Sample" });
const type = { apiVersion: "demo.vitrine.dev/v1", kind: "Sample" };
const head = "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata:\n  name: orders\n";

function open(more: Partial<Parameters<typeof createFormStore>[0]> = {}): FormStore {
  return createFormStore({
    name: "orders",
    namespace: "",
    values: {},
    form,
    type,
    namespaced: false,
    ...more,
  });
}

describe("errors in a form with thousands of values", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());
  const hosts = Array.from({ length: 2_500 }, (_, index) => `host-${index}`);
  const typeWrong = () => {
    const store = open({ values: { spec: { size: "s", hosts } } });
    store.setValue("/spec/port", 10);
    return store;
  };

  it("are updated after the last keystroke, without delaying it", () => {
    const store = typeWrong();
    expect(store.get().errors).toEqual([]);
    vi.advanceTimersByTime(150);
    expect(store.get().errors).toMatchObject([{ path: "/spec/port" }]);
  });

  it.each<[string, (store: FormStore) => void]>([
    ["the person opens the review", (store) => store.update({ attempted: true, refused: [] })],
    ["the person leaves the field", (store) => store.touch("/spec/port")],
  ])("are updated at once when %s", (_when, act) => {
    const store = typeWrong();
    act(store);
    expect(store.get().errors).toMatchObject([{ path: "/spec/port" }]);
  });

  it("are updated at once in a form of usual size", () => {
    const store = open({ values: { spec: { size: "s" } } });
    store.setValue("/spec/port", 10);
    expect(store.get().errors).toMatchObject([{ path: "/spec/port" }]);
  });
});

describe("document of a form", () => {
  it("is written from the fields until a person edits it", () => {
    const store = open();
    store.setValue("/spec/zone", "b");
    store.setValue("/spec/size", "large");
    expect(store.writeText()).toMatchObject({
      content: `${head}spec:\n  size: large\n  zone: b\n`,
      isOwn: false,
    });
    store.setText(`${head}spec:\n  size: small\n  zone: b`, "set");
    expect(store.get().values).toEqual({ spec: { size: "small", zone: "b" } });
    expect(store.writeText().isOwn).toBe(false);
  });

  it("keeps comments, labels and layout when fields change, and adds fields in the order of the schema", () => {
    const store = open();
    store.setText(`# why\n${head}  labels: {a: b}\nspec:\n  size:   small # enough\n  zone: b\n`, "set");
    store.setValue("/spec/size", "large");
    store.setValue("/spec/port", 3);
    store.update({ name: "bills" });
    expect(store.writeText()).toMatchObject({
      content: `# why\n${head.replace("orders", "bills")}  labels: {a: b}\nspec:\n  size: large # enough\n  port: 3\n  zone: b\n`,
      isOwn: true,
    });
  });

  it("keeps invalid text, the last valid values, and later changes in the form", () => {
    const store = open();
    store.setText(`${head}spec:\n  size: small # enough\n  zone: a\n`, "set");
    const broken = `${head}spec:\n  size: small # enough\n  zone: [\n`;
    store.setText(broken, "set");
    expect(store.get().raw.get(MANIFEST)).toMatchObject({ text: broken });
    expect(store.get().values).toEqual({ spec: { size: "small", zone: "a" } });
    store.setValue("/spec/port", 3);
    store.writeText();
    expect(store.get().raw.get(MANIFEST)?.text).toBe(broken);
    store.setText(`${head}spec:\n  size: small # enough\n  zone: c\n`, "set");
    expect(store.get().values).toEqual({ spec: { size: "small", zone: "c", port: 3 } });
    expect(store.writeText().content).toBe(`${head}spec:\n  size: small # enough\n  port: 3\n  zone: c\n`);
  });

  it("shows errors of the set values while the person types, and all errors after a paste", () => {
    const store = open();
    store.setText(`${head}spec: {port: 10}`, "set");
    expect(shownErrors(store.get()).map(({ path }) => path)).toEqual(["/spec/port"]);
    store.setText(`${head}spec: {port: 10}`, "all");
    expect(
      shownErrors(store.get())
        .map(({ path }) => path)
        .sort(),
    ).toEqual(["/spec/port", "/spec/size"]);
  });

  it("refuses a namespace for a cluster-scoped object", () => {
    const store = open();
    store.setText(`${head}  namespace: team-a\nspec: {size: s}`, "set");
    expect(shownErrors(store.get()).map(({ path }) => path)).toEqual(["/metadata/namespace"]);
  });

  it("keeps typed text unchanged", () => {
    const store = open();
    store.setText(`${head}`, "set");
    expect(store.writeText()).toMatchObject({ content: head, isOwn: true });
    store.setValue("/spec/size", "s");
    expect(store.writeText().content).toBe(`${head}spec:\n  size: s\n`);
  });

  it("moves a draft of an older API version to the offered version", () => {
    const old = `# why\n${head.replace("/v1", "/v1alpha1")}spec: {size: s}\n`;
    const store = open({ values: { spec: { size: "s" } }, text: old });
    expect(store.writeText()).toMatchObject({ content: `# why\n${head}spec: {size: s}\n`, isOwn: true });
  });

  it("starts from an example under the form's own name, and restores the earlier values", () => {
    const store = open();
    store.setValue("/spec/size", "large");
    store.writeText();
    const before = store.get();
    store.start(
      { spec: { size: "s" } },
      `# an example\n${head.replace("orders", "example")}spec: {size: s}\n`,
    );
    expect(store.writeText().content).toBe(`# an example\n${head}spec: {size: s}\n`);
    store.restore(before);
    expect(store.get().values).toEqual({ spec: { size: "large" } });
    expect(store.writeText()).toMatchObject({ content: `${head}spec:\n  size: large\n`, isOwn: false });
  });

  it("writes the same text for any order of changes", () => {
    const store = open();
    store.setText(`${head}spec:\n  hosts:\n    # first\n    - a\n    - b # second\n  size: s\n`, "set");
    store.setValue("/spec/hosts", ["b", "a", "c"]);
    expect(store.writeText().content).toBe(
      `${head}spec:\n  hosts:\n    - b # second\n    # first\n    - a\n    - c\n  size: s\n`,
    );
  });
});

describe("change of a file in Git", () => {
  const before = `# why\n${head}  finalizers: [keep]\nspec:\n  size: small # enough\n  shelf: oak\n  zone: b # the near one\n`;
  const start = (content = before) => {
    const base = readBase({ blob: "b1", content }, { name: "orders", namespace: "" });
    return { store: open({ values: base.values, text: content, base }), base };
  };

  it("keeps the file with its comments, unknown keys and metadata", () => {
    const { store } = start();
    expect(store.writeText().content).toBe(before);
    store.setValue("/spec/size", "large");
    expect(store.writeText().content).toBe(before.replace("small", "large"));
  });

  it("restores the comment of a field that was cleared and set again", () => {
    const { store } = start();
    store.setValue("/spec/zone", undefined);
    expect(store.writeText().content).toBe(before.replace("  zone: b # the near one\n", ""));
    store.setValue("/spec/zone", "b");
    expect(store.writeText().content).toBe(before);
  });

  it("refuses another name, and allows changes of other metadata", () => {
    const { store } = start();
    store.setText(before.replace("name: orders", "name: bills"), "set");
    expect(shownErrors(store.get())).toMatchObject([
      { path: "/metadata/name", message: "A change can't rename a resource. Set the name back to orders." },
    ]);
    store.setText(before.replace("[keep]", "[keep, too]"), "set");
    expect(store.get().errors).toEqual([]);
    expect(store.writeText().content).toContain("finalizers: [keep, too]");
  });

  it("rebases on another person's change; the local value wins a conflict", () => {
    const { store } = start();
    store.setValue("/spec/size", "large");
    store.setValue("/spec/port", 3);
    const theirs = before
      .replace("small", "medium")
      .replace("zone: b", "zone: c")
      .replace("# why", "# since");
    const next = readBase({ blob: "b2", content: theirs }, { name: "orders", namespace: "" });
    const { base } = store.get();
    if (!base) throw new Error("no base");
    store.update(moveToBase({ ...store.get(), base }, next));
    expect(store.get().values).toEqual({ spec: { size: "large", port: 3, shelf: "oak", zone: "c" } });
    expect(store.get().base?.values).toMatchObject({ spec: { size: "medium", zone: "c" } });
    expect(store.writeText().content).toBe(theirs.replace("medium # enough", "large # enough\n  port: 3"));
  });
});
