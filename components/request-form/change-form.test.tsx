// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { queryKeys } from "#components/data/topics";
import { ChangeFormPage } from "#components/request-form/change-form-page";
import { draftStoreKey } from "#components/request-form/draft/draft-storage";
import { preparePage, whole } from "#components/request-form/testing/page-fixture";
import { makeRequest } from "#components/requests/request-fixture";
import { Routed } from "#components/testing/routed";
import { TooltipProvider } from "#components/ui/tooltip";
import type { FileInGit, ResourceFile } from "#lib/api/types";
import { convertSchema } from "#lib/form/convert/convert";
import type { PortalRequestDetail } from "#lib/request/types";

const push = vi.fn();

const form = convertSchema(
  {
    type: "object",
    properties: {
      spec: {
        type: "object",
        required: ["size", "owner"],
        properties: {
          size: { type: "string", enum: ["small", "large"] },
          owner: {
            type: "string",
            "x-kubernetes-validations": [{ rule: "self == oldSelf", message: "The owner stays." }],
          },
          storage: { type: "object", properties: { amount: { type: "string" }, note: { type: "string" } } },
        },
      },
    },
  },
  { kind: "Sample" },
);
const GROUP = "demo.vitrine.dev";
const entry = { id: "crd.local.samples", title: "Sample", icon: "box" };
const offer = {
  ...entry,
  ...{ source: "crd", cluster: "local", group: GROUP, version: "v1", kind: "Sample", plural: "samples" },
  ...{ scope: "Namespaced", description: "", owner: "Data team", tags: [], requestable: true, reason: "" },
  ...{ warnings: [], versions: [], form },
};
const address = {
  ...{ cluster: "local", group: GROUP, version: "v1", plural: "samples" },
  ...{ namespace: "team-a", name: "orders" },
};
const PATH = `local/${GROUP}/v1/samples/team-a/orders`;
const CONTENT = `# by hand
apiVersion: ${GROUP}/v1
kind: Sample
metadata:
  name: orders
  namespace: team-a
spec:
  size: small # enough
  owner: ana
  storage:
    amount: 10Gi
`;
const FILE: FileInGit = { path: "orders.yaml", blob: "b1", content: CONTENT, version: "v1" };

function makeResource(file: FileInGit | undefined, requests: ResourceFile["requests"]): ResourceFile {
  const { plural, ...reference } = address;
  return { reference: { ...reference, kind: "Sample" }, plural, entry, ...(file && { file }), requests };
}

const accepted = {
  ...{ manifest: CONTENT, path: "orders.yaml", diff: "+a", changes: [], drift: [], findings: [], base: "b1" },
  repository: { name: "requests", url: "", branch: "main" },
  repositories: ["requests"],
  validation: { ok: true, errors: [], unchecked: [], server: { state: "accepted", warnings: [] } },
};

/** Mocks a server whose cluster does not have the object. Returns the bodies that it received. */
function serve(state: {
  file: FileInGit | undefined;
  preview?: object;
  requests?: ResourceFile["requests"];
  /** The request that the form repeats. */
  from?: PortalRequestDetail;
}) {
  const sent: unknown[] = [];
  const routes: Record<string, () => unknown> = {
    me: () => ({ user: "ana", name: "Ana", email: "", groups: [], via: "demo" }),
    [`catalog/${entry.id}`]: () => offer,
    [`resources/${PATH}/file`]: () => makeResource(state.file, state.requests ?? []),
    "requests/preview": () => ({ ...accepted, ...state.preview }),
    "requests/requests-3": () => state.from,
    requests: () => ({ id: "platform-7" }),
  };
  vi.stubGlobal("fetch", async (url: string, init: RequestInit = {}) => {
    const path = url.replace("/api/v1/", "").split("?")[0] ?? "";
    if (init.method === "POST") sent.push(JSON.parse(String(init.body)));
    return new Response(JSON.stringify(routes[path]?.()), { status: 200 });
  });
  return sent;
}

async function open(query = "") {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const { unmount } = render(
    <QueryClientProvider client={client}>
      <NuqsTestingAdapter hasMemory searchParams={query}>
        <Routed push={push}>
          <TooltipProvider>
            <ChangeFormPage address={address} />
          </TooltipProvider>
        </Routed>
      </NuqsTestingAdapter>
    </QueryClientProvider>,
  );
  const readAgain = () => act(() => client.invalidateQueries({ queryKey: queryKeys.resource(PATH) }));
  return { user: userEvent.setup(), unmount, readAgain };
}

const draft = (from?: string) =>
  localStorage.getItem(draftStoreKey("ana", entry.id, { name: "orders", namespace: "team-a" }, from));
const ready = () => screen.findByRole("button", { name: "Review" }).then(whole);
const press = (name: string | RegExp) => screen.getByRole("button", { name });

vi.setConfig({ testTimeout: 60_000 });

beforeEach(preparePage);
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  push.mockReset();
});

describe("change form", () => {
  it("starts from the file, shows the previous value of a field, and sends the changed file", async () => {
    const sent = serve({ file: FILE });
    const { user } = await open();
    await ready();
    expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("Change orders");
    expect(screen.getByRole("status", { name: "Name" }).textContent).toBe("orders");
    await user.click(screen.getByRole("radio", { name: "large" }));
    expect(screen.getByText("Was small")).toBeTruthy();
    await user.click(press("Review"));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toEqual({
      ...{ entry: entry.id, version: "v1", name: "orders", namespace: "team-a" },
      ...{ operation: "update", base: "b1", manifest: CONTENT.replace("small", "large") },
    });
  });

  it("starts from the file where the person's request was merged a moment ago", async () => {
    const merged = makeRequest({ id: "requests-3", entry });
    const open3 = { ...merged, pullRequest: { ...merged.pullRequest, state: "open" as const } };
    serve({ file: FILE, requests: [open3], from: merged });
    await open();
    await ready();
    expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("Change orders");
  });

  it("keeps the confirmation that a value is not a secret while the value stays the same", async () => {
    const password = "xK9mP2vL5";
    const content = CONTENT.replace("owner: ana", `owner: postgres://ana:${password}@db/orders`);
    const confirmed = [{ path: "/spec/owner", reason: "A sample database." }];
    const file = { ...FILE, content, confirmed };
    const sent = serve({ file });
    const { user } = await open();
    await ready();
    expect(screen.queryByText(/^This looks like/)).toBeNull();
    await user.click(screen.getByRole("radio", { name: "large" }));
    await user.click(press("Review"));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({
      manifest: content.replace("small", "large"),
      confirmed,
    });
    await user.click(press("Back to the form"));
    await user.type(screen.getByLabelText("Owner", { selector: "input" }), "-old");
    expect(await screen.findByText(/^This looks like/)).toBeTruthy();
  });

  it("applies an earlier request to the current file in Git, and keeps later entries over a reload", async () => {
    const newer = CONTENT.replace("owner: ana", "owner: bo");
    const from = makeRequest({
      operation: "update",
      manifest: CONTENT.replace("small", "large"),
      changes: [{ path: "/spec/size", label: "Size", before: "small", after: "large" }],
    });
    const sent = serve({ file: { ...FILE, content: newer }, from });
    const { user, unmount } = await open("?from=requests-3");
    await ready();
    await screen.findByText(/with the changes of request requests-3/);
    expect(screen.getByRole("radio", { name: "large" })).toHaveProperty("checked", true);
    await user.click(press(/^Storage/));
    await user.type(screen.getByLabelText("Note", { selector: "input" }), "mine");
    await waitFor(() => expect(draft("requests-3")).toContain("mine"));
    expect(draft()).toBeNull();
    unmount();
    const again = await open("?from=requests-3");
    await ready();
    await screen.findByText(/with the changes of request requests-3/);
    await again.user.click(press("Review"));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ operation: "update", replaces: "requests-3" });
    const { manifest } = z.object({ manifest: z.string() }).parse(sent[0]);
    expect(manifest).toContain("owner: bo");
    expect(manifest).toContain("size: large");
    expect(manifest).toContain("note: mine");
  });

  it("undoes a change, also of a field that was not set, and then removes the draft", async () => {
    serve({ file: FILE });
    const { user } = await open();
    await ready();
    await user.click(press(/^Storage/));
    await user.type(screen.getByLabelText("Note", { selector: "input" }), "x");
    await user.clear(screen.getByLabelText("Amount", { selector: "input" }));
    expect(screen.getByText("Was not set")).toBeTruthy();
    expect(screen.getByText("Was 10Gi")).toBeTruthy();
    expect(screen.getByText("2 changed")).toBeTruthy();
    await waitFor(() => expect(draft()).toContain("b1"));
    await user.click(press("Undo Note"));
    await user.click(press("Undo Amount"));
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByLabelText("Amount", { selector: "input" })),
    );
    expect(screen.queryByText(/^Was|changed$/)).toBeNull();
    expect(draft()).toBeNull();
  });

  it("shows at its field the error of a transition rule", async () => {
    serve({ file: FILE });
    const { user } = await open();
    await ready();
    const owner = screen.getByLabelText("Owner", { selector: "input" });
    await user.clear(owner);
    await user.type(owner, "bo");
    // Moves the focus past the Undo button.
    await user.tab();
    await user.tab();
    expect(await screen.findByText("The owner stays.")).toBeTruthy();
    await user.click(press("Undo Owner"));
    await waitFor(() => expect(screen.queryByText("The owner stays.")).toBeNull());
  });

  it("shows that there are no changes", async () => {
    serve({ file: FILE, preview: { diff: "" } });
    const { user } = await open();
    await ready();
    await user.click(press("Review"));
    expect(await screen.findByText("No changes yet")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Open pull request" })).toBeNull();
  });

  it("reports that another person changed the file, compares, and rebases the local changes", async () => {
    const state: { file: FileInGit } = { file: FILE };
    const sent = serve(state);
    const { user, readAgain } = await open();
    await ready();
    await user.click(screen.getByRole("radio", { name: "large" }));
    const theirs = CONTENT.replace("10Gi", "20Gi");
    state.file = { ...FILE, blob: "b2", content: theirs };
    await readAgain();
    await screen.findByText(/^Someone changed this file\./);
    await user.click(press("Compare"));
    expect(
      screen.getByText("+ amount: 20Gi", { exact: false, normalizer: (text) => text.replace(/\s+/g, " ") }),
    ).toBeTruthy();
    await user.click(press("Start from the current file"));
    expect(screen.queryByText(/^Someone changed this file\./)).toBeNull();
    expect(screen.getByText("Was small")).toBeTruthy();
    await user.click(press("Review"));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ base: "b2", manifest: theirs.replace("small", "large") });
  });

  it("updates silently with the file while there are no local changes", async () => {
    const state: { file: FileInGit } = { file: FILE };
    serve(state);
    const { readAgain } = await open();
    await ready();
    state.file = { ...FILE, blob: "b2", content: CONTENT.replace("small", "large") };
    await readAgain();
    await waitFor(() => expect(screen.getByRole("radio", { name: "large", checked: true })).toBeTruthy());
    expect(screen.queryByText(/^Someone changed this file|^Was/)).toBeNull();
  });

  it("restores a draft with its original file, and reports that the file changed", async () => {
    const state: { file: FileInGit } = { file: FILE };
    serve(state);
    const first = await open();
    await ready();
    await first.user.click(screen.getByRole("radio", { name: "large" }));
    first.unmount();
    state.file = { ...FILE, blob: "b2", content: CONTENT.replace("10Gi", "20Gi") };
    await open();
    await ready();
    expect(screen.getByText("The form shows your saved draft.")).toBeTruthy();
    expect(screen.getByText(/^Someone changed this file\./)).toBeTruthy();
    expect(screen.getByText("Was small")).toBeTruthy();
  });

  const waiting: [reason: string, over: Parameters<typeof makeRequest>[0], says: string][] = [
    [
      "an update",
      { operation: "update", author: { id: "bo", name: "Bo" } },
      "Bo requested a change to this resource that is not merged yet.",
    ],
    ["a removal", { operation: "delete" }, "Ana requested to remove this resource."],
  ];
  it.each(waiting)("shows an open request for the resource: %s", async (_, over, says) => {
    const { pullRequest, ...request } = makeRequest(over);
    const asked = { ...request, pullRequest: { ...pullRequest, state: "open" as const } };
    serve({ file: FILE, requests: [asked] });
    await open();
    await ready();
    expect(screen.getByText(says)).toBeTruthy();
    expect(screen.getByRole("link", { name: "View request" }).getAttribute("href")).toBe(
      "/requests/requests-1",
    );
  });

  const unchangeable: [reason: string, file: FileInGit | undefined, says: RegExp][] = [
    ["there is no file", undefined, /this resource has no file in Git/],
    [
      "the file contains a secret",
      { path: "a.yaml", blob: "b", withheld: "Its file holds a secret." },
      /Its file holds a secret\. Change the file in the repository/,
    ],
    [
      "the person has no access, or there is no form",
      { path: "a.yaml", blob: "b" },
      /you don't have access to change it/,
    ],
  ];
  it.each(unchangeable)(
    "explains why the resource can't be changed, and links back: %s",
    async (_, file, says) => {
      serve({ file });
      await open();
      expect(await screen.findByText(says)).toBeTruthy();
      expect(screen.getByRole("link", { name: "Back to orders" }).getAttribute("href")).toBe(
        `/resources/${PATH}`,
      );
    },
  );
});
