// @vitest-environment jsdom
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createQueryClient } from "#components/data/providers";
import { queryKeys } from "#components/data/topics";
import { makeRequest } from "#components/requests/request-fixture";
import { RequestPage } from "#components/requests/request-page";
import { Routed } from "#components/testing/routed";
import { TooltipProvider } from "#components/ui/tooltip";
import type { FileInGit } from "#lib/api/types";
import type { PortalRequestDetail, TimelineStep } from "#lib/request/types";

const push = vi.fn();

const REFUSED: TimelineStep[] = [
  { key: "synced", label: "Synced", status: "failed", next: "Correct it in team-a/shop.yaml." },
  { key: "exists", label: "Created", status: "pending" },
];
const MADE: TimelineStep[] = [
  { key: "synced", label: "Synced", status: "done" },
  { key: "exists", label: "Created", status: "done" },
];
const FILE: FileInGit = { path: "team-a/shop.yaml", blob: "b1", content: "kind: App", version: "v1" };
const PATH = "local/demo.dev/v1/apps/team-a/shop";

function show(
  over: Partial<PortalRequestDetail>,
  file: FileInGit | undefined = FILE,
  client = createQueryClient(),
) {
  const request = makeRequest(over);
  const { plural, ...reference } = request.object;
  const routes: Record<string, unknown> = {
    [`requests/${request.id}`]: request,
    [`resources/${PATH}/file`]: { reference, plural, file, requests: [] },
    requests: { id: "requests-2" },
    status: { clusters: [], git: { ok: true } },
  };
  const fetch = vi.fn(async (url: string, _init?: RequestInit) =>
    Response.json(routes[url.replace("/api/v1/", "")] ?? {}),
  );
  vi.stubGlobal("fetch", fetch);
  render(
    <QueryClientProvider client={client}>
      <Routed push={push}>
        <TooltipProvider>
          <RequestPage id={request.id} />
        </TooltipProvider>
      </Routed>
    </QueryClientProvider>,
  );
  return fetch;
}

describe("page of a request that the cluster refused", () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
    push.mockReset();
  });

  it("links to the form that changes its file", async () => {
    show({ timeline: REFUSED });
    const link = await screen.findByRole("link", { name: "Change" });
    expect(link.getAttribute("href")).toBe(`/resources/${PATH}/change`);
  });

  it("can remove the file", async () => {
    const fetch = show({ timeline: REFUSED });
    await userEvent.click(await screen.findByRole("button", { name: "More actions" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Remove" }));
    await userEvent.click(await screen.findByRole("button", { name: "Open pull request" }));
    await waitFor(() => expect(push).toHaveBeenCalledWith("/requests/requests-2"));
    const sent = fetch.mock.calls.find(([, init]) => init?.method === "POST")?.[1]?.body;
    expect(JSON.parse(String(sent))).toMatchObject({ operation: "delete", base: "b1", name: "shop" });
  });

  it("has no link to the form for a person who may not change the file", async () => {
    const fetch = show({ timeline: REFUSED }, { path: FILE.path, blob: FILE.blob });
    await screen.findByRole("button", { name: "More actions" });
    expect(fetch).toHaveBeenCalledWith(`/api/v1/resources/${PATH}/file`, expect.anything());
    expect(screen.queryByRole("link", { name: "Change" })).toBeNull();
  });

  it.each<[reason: string, over: Partial<PortalRequestDetail>]>([
    ["the cluster has the object", { timeline: MADE }],
    ["the request is a removal", { timeline: REFUSED, operation: "delete" }],
  ])("does not read the file when %s", async (_reason, over) => {
    const fetch = show(over);
    await screen.findByRole("heading", { level: 1, name: "shop" });
    expect(fetch).not.toHaveBeenCalledWith(`/api/v1/resources/${PATH}/file`, expect.anything());
  });
});

it("names the attributes that the Git host did not accept, right after the request was opened", async () => {
  const client = createQueryClient();
  const sentence = 'The label "database" is missing. Gitea does not accept it.';
  client.setQueryData(queryKeys.missing(makeRequest({}).id), [sentence]);
  show({}, undefined, client);
  expect(await screen.findByText(sentence)).toBeTruthy();
  expect(screen.getByRole("link", { name: "View pull request" })).toBeTruthy();
  cleanup();
  vi.unstubAllGlobals();
});
