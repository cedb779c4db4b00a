// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PlaceFields } from "#components/request-form/layout/place-fields";
import { registry } from "#components/request-form/registry";
import { RequestFormProvider } from "#components/request-form/state/form-context";
import { createFormStore } from "#components/request-form/state/form-store";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import { convertSchema } from "#lib/form/convert/convert";

const entry: CatalogEntryDetail = {
  versions: [],
  ...{ id: "crd.local.samples", source: "crd", cluster: "local", group: "example.com", version: "v1" },
  ...{
    kind: "Sample",
    plural: "samples",
    scope: "Namespaced",
    title: "Sample",
    description: "",
    icon: "box",
  },
  ...{ owner: "", tags: [], requestable: true, reason: "", warnings: [] },
};
const form = convertSchema({ type: "object", properties: {} }, { kind: "Sample" });

/** Names in requests that are given as `operation/namespace/name/state of the pull request`. */
const listRequested = (requested: string[], wanted: string | null) =>
  requested.flatMap((text, index) => {
    const [operation, namespace, name, state] = text.split("/");
    if (namespace !== wanted || operation !== "create" || state === "closed") return [];
    return state === "open"
      ? { name, use: "requested", request: `requests-${index}` }
      : { name, use: "merged" };
  });

/** Renders the two fields. `existing` lists objects as `namespace/name` or `namespace/name/state`. */
async function draw(
  existing: string[],
  { namespaces = ["team-a", "team-b"], requested = [""], from = "" } = {},
) {
  const state = { existing };
  vi.stubGlobal("fetch", async (url: string) => {
    const namespace = new URL(url, "http://portal").searchParams.get("namespace");
    const existing = state.existing.flatMap((place) => {
      const [where, name, health] = place.split("/");
      return where === namespace ? { name, use: health === "Removing" ? "removing" : "exists" } : [];
    });
    const names = [...existing, ...listRequested(requested.filter(Boolean), namespace)];
    const body = url.includes("/namespaces") ? { namespaces } : { names };
    return new Response(JSON.stringify(body), { status: 200 });
  });
  const type = { apiVersion: "example.com/v1", kind: "Sample" };
  const store = createFormStore({ name: "", namespace: "", values: {}, form, type, namespaced: true });
  const context = { store, registry, offer: { id: entry.id, version: "v1" } };
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <RequestFormProvider value={context}>
        <NuqsTestingAdapter searchParams={from && { from }}>
          <PlaceFields entry={entry} />
        </NuqsTestingAdapter>
      </RequestFormProvider>
    </QueryClientProvider>,
  );
  await waitFor(() => expect(store.get().name).not.toBe(""));
  const change = async (next: string[]) => {
    // The names before are known to the page.
    await waitFor(() => expect(client.isFetching()).toBe(0));
    state.existing = next;
    await act(() => client.invalidateQueries());
  };
  return { store, change };
}

const name = () => screen.getByLabelText("Name", { selector: "input" });
const type = (value: string) => fireEvent.change(name(), { target: { value } });

beforeEach(() => {
  vi.stubGlobal(
    "EventSource",
    class {
      addEventListener() {}
      close() {}
    },
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("suggested name", () => {
  it("is free, and changes with the namespace", async () => {
    const { store } = await draw(["team-a/sample", "team-a/sample-2", "team-b/sample"]);
    act(() => store.update({ namespace: "team-a" }));
    await waitFor(() => expect(name()).toHaveProperty("value", "sample-3"));
    act(() => store.update({ namespace: "team-b" }));
    await waitFor(() => expect(name()).toHaveProperty("value", "sample-2"));
  });

  it("changes when another resource takes the name meanwhile", async () => {
    const { store, change } = await draw([]);
    act(() => store.update({ namespace: "team-a" }));
    await change(["team-a/sample"]);
    await waitFor(() => expect(name()).toHaveProperty("value", "sample-2"));
  });

  it("can be that of an object that the cluster is removing, with a note", async () => {
    const { store } = await draw(["team-a/sample/Removing", "team-a/orders"]);
    act(() => store.update({ namespace: "team-a" }));
    await waitFor(() => expect(name()).toHaveProperty("value", "sample-2"));
    type("sample");
    expect(await screen.findByText(/still removing a resource with this name/)).toBeTruthy();
    expect(store.get().errors.filter(({ path }) => path === "/metadata/name")).toEqual([]);
    type("orders");
    expect(store.get().errors.filter(({ path }) => path === "/metadata/name")).toHaveLength(1);
  });

  it("never replaces a name that the person typed or cleared", async () => {
    const { store, change } = await draw([]);
    act(() => store.update({ namespace: "team-a" }));
    type("orders");
    await change(["team-a/sample", "team-a/orders"]);
    await waitFor(() => expect(store.get().takenNames.size).toBe(2));
    expect(name()).toHaveProperty("value", "orders");
    type("");
    await change(["team-a/sample"]);
    await waitFor(() => expect(store.get().takenNames.size).toBe(1));
    expect(name()).toHaveProperty("value", "");
  });
});

describe("hint about the name", () => {
  const nameErrors = (errors: readonly { path: string; message: string }[]) =>
    errors.filter(({ path }) => path === "/metadata/name").map(({ message }) => message);

  it.each<[why: string, requested: string[], hint: RegExp]>([
    ["nobody has requested it in this namespace", ["create/team-b/orders/open"], /^Free in team-a$/],
    ["its request was closed", ["create/team-a/orders/closed"], /^Free in team-a$/],
    ["its request was merged without a resource", ["create/team-a/orders/merged"], /may still be in Git/],
  ])("is correct when %s", async (_why, requested, hint) => {
    const { store } = await draw([], { requested });
    act(() => store.update({ namespace: "team-a" }));
    type("orders");
    expect(await screen.findByText(hint)).toBeTruthy();
    expect(nameErrors(store.get().errors)).toEqual([]);
  });

  it("is an error when an open request uses the name", async () => {
    const { store } = await draw([], { requested: ["create/team-a/orders/open"] });
    act(() => store.update({ namespace: "team-a" }));
    type("orders");
    const error = expect.stringMatching(/orders is already requested in team-a/);
    await waitFor(() => expect(nameErrors(store.get().errors)).toEqual([error]));
  });

  it("accepts the name of the request that the form replaces", async () => {
    const { store } = await draw([], { requested: ["create/team-a/orders/open"], from: "requests-0" });
    act(() => store.update({ namespace: "team-a" }));
    type("orders");
    expect(await screen.findByText("Free in team-a")).toBeTruthy();
    expect(nameErrors(store.get().errors)).toEqual([]);
  });
});

describe("namespace", () => {
  it("is preselected when there is only one", async () => {
    const { store } = await draw([], { namespaces: ["team-a"] });
    await waitFor(() => expect(store.get().namespace).toBe("team-a"));
  });
});
