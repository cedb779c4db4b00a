// @vitest-environment jsdom
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createQueryClient } from "#components/data/providers";
import { PartPanel } from "#components/resource-graph/part-panel";
import { TooltipProvider } from "#components/ui/tooltip";
import type { GraphResponse, ResourceDetail } from "#lib/api/types";
import type { Health } from "#lib/kubernetes/types";

type PartNode = GraphResponse["nodes"][number];

const at = "2026-11-20T10:00:00Z";
const reference = {
  cluster: "local",
  group: "apps",
  version: "v1",
  kind: "Deployment",
  namespace: "team-a",
  name: "shop",
};
const path = "local/apps/v1/deployments/team-a/shop";

const detail: ResourceDetail = {
  reference,
  plural: "deployments",
  health: { state: "Failed" },
  object: {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "shop", uid: "1", resourceVersion: "1", creationTimestamp: at },
  },
  yaml: "kind: Deployment\n",
  conditions: [{ type: "Available", status: "False", message: "No pod is ready.", since: at }],
  requests: [],
  owners: [],
  results: [],
  parts: [],
  problems: [],
};

function show(health: Health, { plural = "deployments", childCount = 0, answer = defaultAnswer } = {}) {
  const fetch = vi.fn(async (url: string) => answer(url));
  vi.stubGlobal("fetch", fetch);
  const close = vi.fn();
  const node: PartNode = { id: "shop", reference, plural, createdAt: at, health, layer: "results" };
  render(
    <QueryClientProvider client={createQueryClient()}>
      <NuqsTestingAdapter hasMemory>
        <TooltipProvider>
          <PartPanel node={node} childCount={childCount} onClose={close} />
        </TooltipProvider>
      </NuqsTestingAdapter>
    </QueryClientProvider>,
  );
  return { fetch, close, panel: screen.getByRole("complementary", { name: /Deployment\s*shop/ }) };
}

function defaultAnswer(url: string): Response {
  if (!url.endsWith("/events")) return Response.json(detail);
  const event = {
    type: "Warning",
    reason: "BackOff",
    message: "Restarts.",
    count: 3,
    firstSeen: at,
    lastSeen: at,
  };
  return Response.json({ events: [event] });
}

describe("PartPanel", () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("shows the state, the reason and the next step", async () => {
    const { panel } = show({ state: "Failed", since: at, message: "Image not found." }, { childCount: 3 });
    expect(panel.textContent).toMatch(/Failed\d+ \w+/);
    expect(within(panel).getByRole("alert").textContent).toContain("Image not found.");
    expect(within(panel).getByRole("alert").textContent).toContain("Show this to the platform team.");
    expect(panel.textContent).toContain("3 parts");
    const row = await screen.findByRole("row", { name: /Available/ });
    expect(row.textContent).toContain("No pod is ready.");
  });

  it("links to the page of the part, and shows its YAML and its events", async () => {
    const { fetch } = show({ state: "Ready" });
    expect(screen.getByRole("link", { name: "Open resource" }).getAttribute("href")).toBe(
      `/resources/${path}`,
    );
    await userEvent.click(screen.getByRole("tab", { name: "YAML" }));
    expect((await screen.findByRole("figure", { name: "YAML of shop" })).textContent).toContain("Deployment");
    await userEvent.click(screen.getByRole("tab", { name: "Events" }));
    expect((await screen.findByRole("row", { name: /BackOff/ })).textContent).toContain("3 times");
    expect(fetch.mock.calls.map(([url]) => url)).toEqual([
      `/api/v1/resources/${path}`,
      `/api/v1/resources/${path}/events`,
    ]);
  });

  it.each<[string, Health, string, string]>([
    [
      "the person may not read it",
      { state: "NoAccess", message: "Not yours." },
      "deployments",
      "Ask the platform team",
    ],
    ["it is a Secret", { state: "NoAccess", reason: "SecretsAreNotRead" }, "", "kubectl"],
    ["it is missing", { state: "Missing", message: "Not in the cluster." }, "deployments", "stays missing"],
    [
      "it is not created yet",
      { state: "NotCreatedYet", message: "It waits." },
      "deployments",
      "You don't need to do anything",
    ],
    ["its kind is not served", { state: "Missing", reason: "KindNotServed" }, "", "install"],
    ["it is in another cluster", { state: "Unknown", reason: "OtherCluster" }, "", "in that cluster"],
  ])("reads nothing and explains the next step when %s", (_reason, health, plural, next) => {
    const { fetch, panel } = show(health, { plural });
    expect(fetch).not.toHaveBeenCalled();
    expect(screen.queryByRole("tab")).toBeNull();
    expect(screen.queryByRole("link", { name: "Open resource" })).toBeNull();
    expect(panel.textContent).toContain(health.message ?? "");
    expect(panel.textContent).toContain(next);
  });

  it("shows why the part cannot be read, and offers a retry", async () => {
    const problem = { code: "forbidden", detail: "You may not read it.", suggestion: "Ask." };
    show({ state: "Ready" }, { answer: () => Response.json(problem, { status: 403 }) });
    expect((await screen.findByRole("alert")).textContent).toContain("You may not read it.");
    expect(screen.getByRole("button", { name: "Retry" })).toBeTruthy();
  });

  it("shows the Kubernetes name behind the ⓘ", async () => {
    show({ state: "Ready" });
    expect(screen.queryByText("apps/v1")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Kubernetes name of shop" }));
    expect(screen.getByText("apps/v1")).toBeTruthy();
  });

  it("closes with Escape and with its button", async () => {
    const { close } = show({ state: "Ready" });
    screen.getByRole("tab", { name: "YAML" }).focus();
    await userEvent.keyboard("{Escape}");
    await userEvent.click(screen.getByRole("button", { name: "Close panel" }));
    expect(close).toHaveBeenCalledTimes(2);
  });
});
