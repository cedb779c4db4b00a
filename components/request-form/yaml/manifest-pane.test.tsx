// @vitest-environment jsdom
import { currentCompletions, startCompletion } from "@codemirror/autocomplete";
import { forEachDiagnostic } from "@codemirror/lint";
import { EditorView, runScopeHandlers } from "@codemirror/view";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { registry } from "#components/request-form/registry";
import { RequestFormProvider } from "#components/request-form/state/form-context";
import { createFormStore } from "#components/request-form/state/form-store";
import { ManifestPane } from "#components/request-form/yaml/manifest-pane";
import { TooltipProvider } from "#components/ui/tooltip";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import { convertSchema } from "#lib/form/convert/convert";

const text = { type: "string" };
const properties = {
  size: { type: "string", enum: ["small", "large"] },
  port: { type: "integer", maximum: 9 },
};
const form = convertSchema(
  {
    type: "object",
    properties: { spec: { type: "object", required: ["size"], properties: { ...properties, note: text } } },
  },
  { kind: "Sample" },
);
const versions = ["v1", "v2"].map((name) => ({ name, served: true, storage: false, deprecated: false }));
const entry: CatalogEntryDetail = {
  ...{ id: "crd.local.samples", source: "crd", cluster: "local", group: "demo.vitrine.dev", version: "v1" },
  ...{ kind: "Sample", plural: "samples", scope: "Cluster", title: "Sample", description: "", icon: "box" },
  ...{ owner: "", tags: [], requestable: true, reason: "", warnings: [], versions, form },
};
const head = "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata:\n  name: orders\n";

vi.setConfig({ testTimeout: 60_000 });

beforeEach(() => {
  // The editor measures text, which jsdom does not support.
  Range.prototype.getClientRects = () => document.createElement("i").getClientRects();
  const offer = { ...entry, id: "crd.local.others", kind: "Other", title: "Other things" };
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ entries: [offer], synced: true })));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function open() {
  const type = { apiVersion: "demo.vitrine.dev/v1", kind: "Sample" };
  const store = createFormStore({ name: "orders", namespace: "", values: {}, form, type, namespaced: false });
  const context = { store, registry, offer: { id: entry.id, version: entry.version } };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <TooltipProvider>
        <RequestFormProvider value={context}>
          <ManifestPane entry={entry} />
        </RequestFormProvider>
      </TooltipProvider>
    </QueryClientProvider>,
  );
  const content = await screen.findByLabelText("YAML of the manifest");
  const view = EditorView.findFromDOM(content);
  if (!view) throw new Error("There is no editor.");
  return { store, view, content };
}

function replace(view: EditorView, insert: string): void {
  act(() => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert } }));
}

/** Each diagnostic as the marked text and the message. */
function marks(view: EditorView): [string, string][] {
  const found: [string, string][] = [];
  forEachDiagnostic(view.state, ({ message }, from, to) =>
    found.push([view.state.sliceDoc(from, to), message]),
  );
  return found;
}

describe("YAML beside the form", () => {
  it("follows the form without changing the person's text, and keeps the cursor", async () => {
    const { store, view } = await open();
    replace(view, `${head}spec:\n  size: small # enough`);
    act(() => view.dispatch({ selection: { anchor: 5 } }));
    act(() => store.setValue("/spec/port", 3));
    await waitFor(() =>
      expect(view.state.doc.toString()).toBe(`${head}spec:\n  size: small # enough\n  port: 3`),
    );
    expect(view.state.selection.main.head).toBe(5);
  });

  it("marks errors and unknown fields at their lines, and F8 selects and announces the next one", async () => {
    const { view } = await open();
    replace(view, `${head}spec:\n  size: small\n  port: 10\n  gone: 1\n`);
    await waitFor(() =>
      expect(marks(view)).toEqual([
        ["10", "Port must be at most 9."],
        ["gone", "Not in this API's schema. The API server drops this field."],
      ]),
    );
    expect(screen.getByText("2 problems. Press F8 to go to the next one.")).toBeTruthy();
    act(() => {
      runScopeHandlers(view, new KeyboardEvent("keydown", { key: "F8" }), "editor");
    });
    expect(screen.getByText("Line 7: Port must be at most 9.")).toBeTruthy();
    expect(view.state.sliceDoc(view.state.selection.main.from, view.state.selection.main.to)).toBe("10");
  });

  it("marks invalid YAML, and restores the last valid text", async () => {
    const { store, view } = await open();
    replace(view, `${head}spec:\n  size: small # enough\n`);
    replace(view, `${head}spec:\n  size: [\n`);
    await waitFor(() => expect(marks(view)[0]?.[1]).toMatch(/^Not YAML yet/));
    expect(store.get().values).toEqual({ spec: { size: "small" } });
    fireEvent.click(screen.getByRole("button", { name: "Restore" }));
    await waitFor(() => expect(view.state.doc.toString()).toContain("size: small # enough"));
  });

  it("accepts a pasted manifest without the fields that the cluster writes, and lists them", async () => {
    const { store, view, content } = await open();
    const pasted = `# why\n${head}  uid: x\nspec:\n  port: 3\nstatus: {}\n`;
    fireEvent.paste(content, { clipboardData: { getData: () => pasted } });
    await waitFor(() => expect(view.state.doc.toString()).toBe(`# why\n${head}spec:\n  port: 3`));
    expect(
      screen.getByText("Left out, because the cluster writes these fields: metadata.uid, status."),
    ).toBeTruthy();
    expect(store.get().values).toEqual({ spec: { port: 3 } });
    await waitFor(() => expect(marks(view)).toEqual([["spec", "Size is required."]]));
  });

  it.each([
    ["another offer", head.replace("Sample", "Other"), /This manifest belongs to/],
    ["another version", head.replace("/v1", "/v2"), /The cluster also serves v2, but this form is for v1/],
    ["no offer", head.replace("Sample", "Unknown"), /No offer that you can see matches this manifest/],
  ])("names the form to which a pasted manifest belongs: %s", async (_why, pasted, message) => {
    const { store, content } = await open();
    fireEvent.paste(content, { clipboardData: { getData: () => pasted } });
    await waitFor(() => expect(screen.getByText(message)).toBeTruthy());
    expect(store.get().name).toBe("orders");
  });

  it("completes from the schema", async () => {
    const { view } = await open();
    replace(view, `${head}spec:\n  size: `);
    act(() => {
      view.dispatch({ selection: { anchor: view.state.doc.length } });
      view.focus();
      startCompletion(view);
    });
    await waitFor(() =>
      expect(currentCompletions(view.state).map(({ label }) => label)).toEqual(["small", "large"]),
    );
  });

  it("leaves the Tab key to the page", async () => {
    const { view } = await open();
    const event = new KeyboardEvent("keydown", { key: "Tab", cancelable: true });
    expect(runScopeHandlers(view, event, "editor")).toBe(false);
  });
});
