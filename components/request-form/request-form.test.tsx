// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { draftStoreKey } from "#components/request-form/draft/draft-storage";
import { RequestFormPage } from "#components/request-form/request-form-page";
import { preparePage, whole } from "#components/request-form/testing/page-fixture";
import { makeRequest } from "#components/requests/request-fixture";
import { Routed } from "#components/testing/routed";
import { TooltipProvider } from "#components/ui/tooltip";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import { convertSchema } from "#lib/form/convert/convert";
import type { StructuralSchema } from "#lib/schema/types";

const push = vi.fn();

const text = { type: "string" };
const plain: StructuralSchema = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      required: ["size"],
      properties: {
        size: { type: "string", enum: ["small", "large"] },
        port: { type: "integer", minimum: 1, maximum: 65535, default: 5432 },
        standby: { type: "boolean", default: false },
        note: text,
        storage: { type: "object", required: ["amount"], properties: { amount: text, class: text } },
      },
    },
  },
};

function offer(schema: StructuralSchema, more: Partial<CatalogEntryDetail> = {}): CatalogEntryDetail {
  return {
    ...{
      id: "crd.local.samples",
      source: "crd",
      cluster: "local",
      group: "demo.vitrine.dev",
      version: "v1",
      kind: "Sample",
    },
    ...{
      plural: "samples",
      scope: "Namespaced",
      title: "Sample",
      description: "",
      icon: "box",
      owner: "Data team",
    },
    ...{ tags: [], requestable: true, reason: "", warnings: [], versions: [] },
    form: convertSchema(schema, { kind: "Sample" }),
    ...more,
  };
}

interface Sent {
  path: string;
  body: unknown;
  key: string | null;
}

/** Mocks the server: its response for each path, and the requests that it received. */
function serve(entry: CatalogEntryDetail, answers: Record<string, { status: number; body: unknown }> = {}) {
  const sent: Sent[] = [];
  const state = { entry };
  const routes: Record<string, () => unknown> = {
    me: () => ({ user: "ana", name: "Ana", email: "", groups: [], via: "demo" }),
    resources: () => ({ resources: [], errors: [] }),
    [`catalog/${entry.id}`]: () => state.entry,
    [`catalog/${entry.id}/namespaces`]: () => ({ namespaces: ["team-a"] }),
    [`catalog/${entry.id}/names`]: () => ({ names: [] }),
    "requests/preview": () => ({
      manifest: "kind: Sample",
      path: "a.yaml",
      diff: "+kind: Sample",
      changes: [],
      repository: { name: "requests", url: "", branch: "main" },
      repositories: ["requests"],
      validation: { ok: true, errors: [], unchecked: [], server: { state: "accepted", warnings: [] } },
      base: null,
      findings: [],
    }),
    "GET requests": () => ({ requests: [] }),
    requests: () => ({
      id: "platform-7",
      branch: "b",
      commit: "0123456789abcdef0123456789abcdef01234567",
      path: "a.yaml",
      pullRequest: { provider: "local", number: 7, url: "" },
    }),
  };
  vi.stubGlobal("fetch", async (url: string, init: RequestInit = {}) => {
    const path = (url.replace("/api/v1/", "").split("?")[0] ?? "").replace(/%3A/g, ":");
    if (init.method === "POST") {
      sent.push({
        path,
        body: JSON.parse(String(init.body)),
        key: new Headers(init.headers).get("idempotency-key"),
      });
    }
    const route = init.method !== "POST" && path === "requests" ? "GET requests" : path;
    const { status, body } = answers[route] ?? { status: 200, body: routes[route]?.() };
    return new Response(JSON.stringify(body), { status });
  });
  return { sent, state };
}

function open(entry: CatalogEntryDetail, search = "") {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <NuqsTestingAdapter searchParams={search} hasMemory>
        <Routed push={push}>
          <TooltipProvider>
            <RequestFormPage id={entry.id} />
          </TooltipProvider>
        </Routed>
      </NuqsTestingAdapter>
    </QueryClientProvider>,
  );
  return client;
}

async function ready() {
  await waitFor(() =>
    expect(screen.getByLabelText("Name", { selector: "#f\\/metadata\\/name" })).toHaveProperty(
      "value",
      "sample",
    ),
  );
  await waitFor(() => expect(screen.getByText("Free in team-a")).toBeTruthy());
  await whole();
}

// Rendering in jsdom is slow on a busy machine. Every wait is for a condition.
vi.setConfig({ testTimeout: 60_000 });

beforeEach(preparePage);
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  push.mockReset();
});

describe("request form", () => {
  it("starts from the request that it replaces, lists the omitted fields, and replaces that request", async () => {
    const entry = offer(plain);
    const object = { cluster: "local", group: "g", version: "v0", kind: "Sample", plural: "samples" };
    const manifest =
      "apiVersion: g/v0\nkind: Sample\nmetadata: {name: moved}\nspec: {size: large, engine: redis}\n";
    const from = makeRequest({ manifest, object: { ...object, namespace: "team-a", name: "moved" } });
    const { sent } = serve(entry, { "requests/requests-3": { status: 200, body: from } });
    open(entry, "?from=requests-3");
    await screen.findByText(/they are left out: .*[Ee]ngine/, undefined, { timeout: 20_000 });
    await whole();
    expect(screen.getByRole("radio", { name: "large" })).toHaveProperty("checked", true);
    await userEvent.setup().click(screen.getByRole("button", { name: "Review" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ name: "moved", operation: "create", replaces: "requests-3" });
    expect(sent[0]?.body).toMatchObject({ values: { spec: { size: "large" } } });
    expect(JSON.stringify(sent[0]?.body)).not.toContain("engine");
  });

  it("writes only chosen values: defaults are placeholders, and a cleared field is removed", async () => {
    const entry = offer(plain);
    const { sent } = serve(entry);
    open(entry);
    await ready();
    const user = userEvent.setup();
    await user.click(screen.getByRole("radio", { name: "large" }));
    await user.click(screen.getByRole("button", { name: /^General/ }));
    const port = screen.getByLabelText("Port", { selector: "input" });
    expect(port).toHaveProperty("placeholder", "5432 (default)");
    expect(port).toHaveProperty("value", "");
    await user.type(screen.getByLabelText("Note", { selector: "input" }), "x");
    await user.clear(screen.getByLabelText("Note", { selector: "input" }));
    await user.click(screen.getByRole("button", { name: "Review" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({
      name: "sample",
      namespace: "team-a",
      operation: "create",
      values: { spec: { size: "large" } },
    });
    expect(JSON.stringify(sent[0]?.body)).not.toContain("5432");
    expect(JSON.stringify(sent[0]?.body)).not.toContain("note");
  });

  it("selects a late suggested name in a focused field, so that typing replaces it", async () => {
    const entry = offer(plain);
    const names = { names: [{ name: "sample", use: "exists" }] };
    serve(entry, { [`catalog/${entry.id}/names`]: { status: 200, body: names } });
    const answered = fetch;
    let letIn = () => {};
    const gate = new Promise<void>((resolve) => {
      letIn = resolve;
    });
    vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
      if (url.includes("/names?")) await gate;
      return answered(url, init);
    });
    open(entry);
    const name = await screen.findByRole("textbox", { name: "Name" });
    act(() => name.focus());
    await waitFor(() => expect(name).toHaveProperty("value", "sample"));
    letIn();
    await waitFor(() => expect(name).toHaveProperty("value", "sample-2"));
    await userEvent.keyboard("x");
    expect(name).toHaveProperty("value", "x");
  });

  it("never disables Review: a failed attempt focuses the first error and links to all of them", async () => {
    const entry = offer(plain);
    serve(entry);
    open(entry);
    await ready();
    const user = userEvent.setup();
    await user.click(screen.getByRole("radio", { name: "small" }));
    await user.click(screen.getByRole("button", { name: /^Storage/ }));
    await user.type(screen.getByLabelText("Class", { selector: "input" }), "ssd");
    await user.click(screen.getByRole("button", { name: /^Storage/ }));
    expect(screen.queryByLabelText("Amount")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Review" }));
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByLabelText("Amount", { selector: "input" })),
    );
    expect(screen.getByText("Amount is required.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Storage › Amount" })).toBeTruthy();
  });

  it("folds a group of advanced settings, and writes its values", async () => {
    const choice = {
      type: "object",
      title: "Composition",
      description: "How it is made.\n\nMore than a line.",
      required: ["name"],
      properties: { name: text },
    };
    const machinery = {
      type: "object",
      "x-ui-group": "Crossplane settings",
      properties: { compositionRef: choice, policy: text },
    };
    const spec = { type: "object", properties: { machinery, size: text } };
    const entry = offer({ type: "object", properties: { spec } });
    const { sent } = serve(entry);
    open(entry);
    await ready();
    expect(screen.getByLabelText("Size", { selector: "input" })).toBeTruthy();
    expect(screen.queryByText("Policy")).toBeNull();
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: /^Crossplane settings/ }));
    await user.click(screen.getByRole("button", { name: /^Composition/ }));
    expect(screen.getByText("How it is made.")).toBeTruthy();
    const name = document.querySelector('[data-field="/spec/machinery/compositionRef/name"] input');
    await user.type(name ?? document.body, "fast");
    expect(screen.getByRole("button", { name: /^Crossplane settings/ }).textContent).toContain("1 set");
    await user.click(screen.getByRole("button", { name: "Review" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({
      values: { spec: { machinery: { compositionRef: { name: "fast" } } } },
    });
  });

  it("shows an error after the person leaves a field, then while typing", async () => {
    const entry = offer(plain);
    serve(entry);
    open(entry);
    await ready();
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: /^General/ }));
    const port = screen.getByLabelText("Port", { selector: "input" });
    await user.type(port, "70000");
    expect(screen.queryByText("Port must be 1–65535.")).toBeNull();
    await user.tab();
    expect(screen.getByText("Port must be 1–65535.")).toBeTruthy();
    await user.clear(port);
    await user.type(port, "7000");
    expect(screen.queryByText("Port must be 1–65535.")).toBeNull();
  });

  it("keeps a draft over a reload, and the idempotency key over a failed submit", async () => {
    const entry = offer(plain);
    const refusal = {
      code: "invalid",
      detail: "Refused.",
      errors: [{ path: "/spec/note", message: "Too loud.", source: "server" }],
    };
    const { sent } = serve(entry, { requests: { status: 422, body: refusal } });
    open(entry);
    await ready();
    const user = userEvent.setup();
    await user.click(screen.getByRole("radio", { name: "large" }));
    await waitFor(() => expect(localStorage.getItem(draftStoreKey("ana", entry.id))).toContain("large"));
    cleanup();
    open(entry);
    await waitFor(() => expect(screen.getByRole("radio", { name: "large" })).toHaveProperty("checked", true));
    for (const _try of [1, 2]) {
      await user.click(screen.getByRole("button", { name: "Review" }));
      await waitFor(() => expect(screen.getByText("The form is valid")).toBeTruthy());
      await user.click(screen.getByRole("button", { name: "Open pull request" }));
      await waitFor(() => expect(screen.getByText("Too loud.")).toBeTruthy());
      await user.click(screen.getByRole("button", { name: "Fix Note" }));
      await waitFor(() =>
        expect(document.activeElement).toBe(screen.getByLabelText("Note", { selector: "input" })),
      );
      expect(screen.getByRole("radio", { name: "large" })).toHaveProperty("checked", true);
    }
    const keys = sent.filter(({ path }) => path === "requests").map(({ key }) => key);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it("lets the person choose one of several repositories, and sends the choice", async () => {
    const entry = offer(plain);
    const body = {
      ...{ manifest: "kind: Sample", path: "a.yaml", diff: "+kind: Sample", changes: [], drift: [] },
      ...{ base: null, findings: [], repository: { name: "shared", url: "https://git.test/a/shared.git" } },
      repositories: ["shared", "spare"],
      validation: { ok: true, errors: [], unchecked: [], server: { state: "accepted", warnings: [] } },
    };
    const { sent } = serve(entry, { "requests/preview": { status: 200, body } });
    open(entry);
    await ready();
    const user = userEvent.setup();
    await user.click(screen.getByRole("radio", { name: "large" }));
    await user.click(screen.getByRole("button", { name: "Review" }));
    const choice = await screen.findByRole("combobox", { name: "Repository" }, { timeout: 20_000 });
    choice.focus();
    await user.keyboard("{Enter}");
    await user.click(await screen.findByRole("option", { name: "spare" }));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[0]?.body).not.toHaveProperty("repository");
    expect(sent[1]?.body).toMatchObject({ repository: "spare", operation: "create" });
  });

  it("goes on with the default where the rules no longer allow the chosen repository", async () => {
    const entry = offer(plain);
    const message = "This request can't go to the repository spare.";
    const errors = [{ path: "/repository", message, source: "portal" }];
    const { sent } = serve(entry, {
      "requests/preview": { status: 422, body: { code: "invalid", detail: message, errors } },
    });
    open(entry, "?repository=spare");
    await ready();
    const user = userEvent.setup();
    await user.click(screen.getByRole("radio", { name: "large" }));
    await user.click(screen.getByRole("button", { name: "Review" }));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[0]?.body).toMatchObject({ repository: "spare" });
    expect(sent[1]?.body).not.toHaveProperty("repository");
  });

  it("opens the request after the pull request is created, and removes the draft", async () => {
    const entry = offer(plain);
    serve(entry);
    open(entry);
    await ready();
    const user = userEvent.setup();
    await user.click(screen.getByRole("radio", { name: "small" }));
    await user.click(screen.getByRole("button", { name: "Review" }));
    await waitFor(() => expect(screen.getByText("The form is valid")).toBeTruthy());
    await user.click(screen.getByRole("button", { name: "Open pull request" }));
    await waitFor(() => expect(push).toHaveBeenCalledWith("/requests/platform-7"));
    expect(localStorage.getItem(draftStoreKey("ana", entry.id))).toBeNull();
  });

  it("follows a schema that changes while the form is open, and keeps the values", async () => {
    const entry = offer(plain);
    const { state } = serve(entry);
    const client = open(entry);
    await ready();
    fireEvent.click(screen.getByRole("radio", { name: "large" }));
    const spec = { type: "object", required: ["size", "team"], properties: { size: text, team: text } };
    state.entry = offer({ type: "object", properties: { spec } });
    await client.invalidateQueries();
    await waitFor(() => expect(screen.getByLabelText("Team", { selector: "input" })).toBeTruthy());
    expect(screen.getByLabelText("Size", { selector: "input" })).toHaveProperty("value", "large");
    expect(screen.getByText(/owner changed this form at/)).toBeTruthy();
  });

  it("shows every field of an unusual schema with a control", async () => {
    const odd = {
      any: { "x-kubernetes-preserve-unknown-fields": true },
      broken: "no schema",
      tuple: { type: "tuple" },
      amount: { "x-kubernetes-int-or-string": true },
      labels: { type: "object", additionalProperties: text },
      hosts: { type: "array", items: text },
      rows: { type: "array", items: { type: "object", properties: { a: text } } },
      empty: { type: "object" },
      mode: { type: "string", enum: ["one"] },
      on: { type: "boolean" },
      ratio: { type: "number", nullable: true },
      "sl/ash~": text,
    };
    const entry = offer({
      type: "object",
      properties: { spec: { type: "object", required: Object.keys(odd), properties: odd } },
    });
    serve(entry);
    open(entry);
    await ready();
    await waitFor(() => expect(document.querySelectorAll(".cm-content").length).toBeGreaterThan(3));
    for (const name of Object.keys(odd)) {
      const place = `/spec/${name.replace("~", "~0").replace("/", "~1")}`;
      const field = document.querySelector<HTMLElement>(`[data-field="${place}"]`);
      if (!field) throw new Error(`${name} was lost.`);
      const controls = field.querySelectorAll("[data-control] :is(input, button, .cm-content)");
      expect(controls.length, name).toBeGreaterThan(0);
    }
  });

  it("focuses the first field of a new item, and shows its errors at that field", async () => {
    const item = { type: "object", required: ["name"], properties: { name: text, owner: text } };
    const properties = { databases: { type: "array", items: item } };
    const entry = offer({
      type: "object",
      properties: { spec: { type: "object", required: ["databases"], properties } },
    });
    serve(entry);
    open(entry);
    await ready();
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "Add to Databases" }));
    const name = () => document.getElementById("f/spec/databases/0/name");
    await waitFor(() => expect(document.activeElement).toBe(name()));
    await user.tab();
    await user.click(screen.getByRole("button", { name: "Review" }));
    await waitFor(() => expect(document.activeElement).toBe(name()));
    expect(screen.getByText("Name is required.")).toBeTruthy();
  });

  it("keeps YAML that does not parse, and the last valid values", async () => {
    const entry = offer(plain);
    serve(entry);
    open(entry);
    await ready();
    const editor = await screen.findByLabelText("YAML of the manifest");
    const { EditorView } = await import("@codemirror/view");
    const type = (insert: string) => {
      const view = EditorView.findFromDOM(editor);
      view?.dispatch({ changes: { from: 0, to: view.state.doc.length, insert } });
    };
    const manifest = "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata: { name: orders }\n";
    type(`${manifest}spec: { size: large } # big`);
    await waitFor(() => expect(screen.getByRole("radio", { name: "large" })).toHaveProperty("checked", true));
    expect(editor.textContent).toContain("# big");
    type(`${manifest}spec: {`);
    await waitFor(() => expect(screen.getByText(/Not YAML yet/)).toBeTruthy());
    expect(editor.textContent).toContain("spec: {");
    expect(screen.getByRole("radio", { name: "large" })).toHaveProperty("checked", true);
    expect(screen.getByRole("button", { name: "YAML" })).toBeTruthy();
  });

  it("sends the YAML when it contains more than the fields, and keeps it over a reload and a lost session", async () => {
    const entry = offer(plain);
    const expired = { status: 401, body: { code: "unauthenticated", detail: "Your session has ended." } };
    const { sent } = serve(entry, { "requests/preview": expired });
    open(entry);
    await ready();
    const editor = await screen.findByLabelText("YAML of the manifest");
    const { EditorView } = await import("@codemirror/view");
    const manifest =
      "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata: { name: orders, namespace: team-a }\nspec: { size: large } # big";
    const view = EditorView.findFromDOM(editor);
    view?.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: manifest } });
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "Review" }));
    await waitFor(() => expect(screen.getByText("Your session has ended.")).toBeTruthy());
    expect(sent[0]?.body).toMatchObject({ name: "orders", namespace: "team-a", manifest: `${manifest}\n` });
    expect(sent[0]?.body).not.toHaveProperty("values");
    cleanup();
    open(entry);
    expect((await screen.findByLabelText("YAML of the manifest")).textContent).toContain("# big");
  });

  it("keeps invalid YAML over a reload, with the last valid values", async () => {
    const entry = offer(plain);
    serve(entry);
    open(entry);
    await ready();
    const editor = await screen.findByLabelText("YAML of the manifest");
    fireEvent.click(screen.getByRole("radio", { name: "large" }));
    const { EditorView } = await import("@codemirror/view");
    await waitFor(() => expect(editor.textContent).toContain("size: large"));
    EditorView.findFromDOM(editor)?.dispatch({ changes: { from: 0, insert: "odd: [\n" } });
    await waitFor(() => expect(screen.getByText(/Not YAML yet/)).toBeTruthy());
    cleanup();
    open(entry);
    expect((await screen.findByLabelText("YAML of the manifest")).textContent).toContain("odd: [");
    expect(screen.getByRole("radio", { name: "large" })).toHaveProperty("checked", true);
    expect(screen.getByText(/Not YAML yet/)).toBeTruthy();
  });

  it("starts from an example, and Undo restores the earlier values", async () => {
    const manifest =
      "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata: {name: x}\n# why\nspec: {size: large, note: hi}\n";
    const entry = offer(plain, { examples: [{ title: "A large one", manifest }] });
    serve(entry);
    open(entry);
    await ready();
    const user = userEvent.setup();
    await user.click(screen.getByRole("radio", { name: "small" }));
    await user.click(screen.getByRole("button", { name: "More actions" }));
    await user.click(screen.getByRole("menuitem", { name: "Start from…" }));
    await user.click(screen.getByRole("combobox", { name: "Start from" }));
    await user.click(await screen.findByRole("option", { name: /A large one/ }));
    expect(screen.getByRole("radio", { name: "large" })).toHaveProperty("checked", true);
    const editor = await screen.findByLabelText("YAML of the manifest");
    await waitFor(() => expect(editor.textContent).toContain("# why"));
    expect(editor.textContent).toContain("name: sample");
    await user.click(
      within(screen.getByRole("region", { name: "Start from" })).getByRole("button", { name: "Undo" }),
    );
    expect(screen.getByRole("radio", { name: "small" })).toHaveProperty("checked", true);
    await waitFor(() => expect(editor.textContent).not.toContain("# why"));
  });

  it("starts from an existing resource without cluster fields and defaults, under a free name", async () => {
    const entry = offer(plain);
    const names = { namespace: "team-a", name: "sample", cluster: "local", group: "demo.vitrine.dev" };
    const reference = { ...names, version: "v1", kind: "Sample" };
    const metadata = { name: "sample", namespace: "team-a", uid: "x", labels: { tracked: "by-an-agent" } };
    const spec = { size: "large", port: 5432, note: "hi" };
    const object = {
      apiVersion: "demo.vitrine.dev/v1",
      kind: "Sample",
      metadata,
      spec,
      status: { ready: true },
    };
    const resource = { reference, plural: "samples", health: { state: "Ready" } };
    const { sent } = serve(entry, {
      resources: { status: 200, body: { resources: [resource], errors: [] } },
      [`catalog/${entry.id}/names`]: { status: 200, body: { names: [{ name: "sample", use: "exists" }] } },
      "resources/local/demo.vitrine.dev/v1/samples/team-a/sample": {
        status: 200,
        body: { reference, object },
      },
    });
    open(entry);
    await waitFor(() => expect(screen.getByText("Free in team-a")).toBeTruthy());
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "More actions" }));
    await user.click(screen.getByRole("menuitem", { name: "Start from…" }));
    await user.click(screen.getByRole("combobox", { name: "Start from" }));
    await user.click(await screen.findByRole("option", { name: /sample in team-a/ }));
    await waitFor(() => expect(screen.getByRole("radio", { name: "large" })).toHaveProperty("checked", true));
    await user.click(screen.getByRole("button", { name: "Review" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ values: { spec: { size: "large", note: "hi" } } });
    expect(sent[0]?.body).not.toMatchObject({ name: "sample" });
    expect(JSON.stringify(sent[0]?.body)).not.toContain("5432");
  });

  it("edits lists, maps and int-or-string fields", async () => {
    const properties = {
      hosts: { type: "array", items: text },
      labels: { type: "object", additionalProperties: text },
      amount: { "x-kubernetes-int-or-string": true },
    };
    const entry = offer({
      type: "object",
      properties: { spec: { type: "object", required: Object.keys(properties), properties } },
    });
    const { sent } = serve(entry);
    open(entry);
    await ready();
    const user = userEvent.setup();
    const place = (name: string) =>
      within(document.querySelector<HTMLElement>(`[data-field="/spec/${name}"]`) ?? document.body);
    await user.click(place("hosts").getByRole("button", { name: "Add to Hosts" }));
    await waitFor(() => expect(document.activeElement).toBe(place("hosts").getByLabelText("Hosts 1")));
    await user.keyboard("a{Enter}");
    await waitFor(() => expect(document.activeElement).toBe(place("hosts").getByLabelText("Hosts 2")));
    await user.keyboard("b");
    await user.click(place("hosts").getByRole("button", { name: "Move Hosts 2 up" }));
    await user.click(place("hosts").getByRole("button", { name: "Remove Hosts 2" }));
    await user.click(place("hosts").getByRole("button", { name: "Undo" }));
    await user.click(place("labels").getByRole("button", { name: "Add to Labels" }));
    await user.type(place("labels").getByLabelText("Key of the new entry"), "team");
    await user.type(place("labels").getByLabelText("Value of team"), "x");
    await user.type(place("labels").getByLabelText("Key of team"), "s");
    await user.type(place("amount").getByLabelText("Amount", { selector: "input" }), "50%");
    await user.click(screen.getByRole("button", { name: "Review" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({
      values: { spec: { hosts: ["b", "a"], labels: { teams: "x" }, amount: "50%" } },
    });
  });
});
