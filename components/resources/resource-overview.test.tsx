// @vitest-environment jsdom
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createQueryClient } from "#components/data/providers";
import { ResourceOverview } from "#components/resources/resource-overview";
import { TooltipProvider } from "#components/ui/tooltip";
import type { ResourceDetail, ResourcePart } from "#lib/api/types";
import type { Health, State } from "#lib/kubernetes/types";

const at = "2026-11-20T10:00:00Z";
const place = { cluster: "local", namespace: "team-a" };
const reference = { ...place, group: "demo.dev", version: "v1", kind: "App", name: "shop" };

function makePart(name: string, health: Health, plural = "pods"): ResourcePart {
  const part = { ...place, group: "", version: "v1", kind: "Pod", name };
  return { reference: part, plural, health, createdAt: at, relation: "owned by" };
}

function show(over: Partial<ResourceDetail>) {
  const resource: ResourceDetail = {
    reference,
    plural: "apps",
    health: { state: "Ready" },
    object: {
      apiVersion: "demo.dev/v1",
      kind: "App",
      metadata: { name: "shop", uid: "1", resourceVersion: "1", creationTimestamp: at },
    },
    yaml: "",
    conditions: [],
    requests: [],
    owners: [],
    results: [],
    parts: [],
    problems: [],
    ...over,
  };
  return render(
    <QueryClientProvider client={createQueryClient()}>
      <TooltipProvider>
        <ResourceOverview resource={resource} address={{ ...reference, plural: "apps" }} />
      </TooltipProvider>
    </QueryClientProvider>,
  );
}

const partNames = () =>
  [...document.querySelectorAll('[aria-label="Parts"] tbody tr')].map((row) => row.firstChild?.textContent);

describe("ResourceOverview", () => {
  // jsdom has no window width. Here, no media query matches, as in a window too narrow for a graph.
  beforeEach(() => {
    const media = { matches: false, addEventListener: () => undefined, removeEventListener: () => undefined };
    vi.stubGlobal("matchMedia", () => media);
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  const file = { path: "apps/shop.yaml", blob: "b" };
  it.each<[reason: string, over: Partial<ResourceDetail>, words: string]>([
    [
      "a commit",
      { file: { ...file, commit: { id: "0123456789abcdef", author: "Cy", at } } },
      "No request created this resource. Cy committed apps/shop.yaml in 01234567",
    ],
    ["a file", { file }, "Its file in Git is apps/shop.yaml."],
    ["an agent", { sync: { state: "in-step", agent: "Argo CD" } }, "Argo CD applies it from a file"],
    ["an unreadable source", { problems: ["Git is away."] }, "could not read everything."],
    [
      "the cluster",
      { sync: { state: "not-in-git", agent: "" } },
      "Someone created it directly in the cluster.",
    ],
  ])("shows the origin of a resource without a request: %s", (_reason, over, words) => {
    show(over);
    expect(document.body.textContent).toContain(words);
    const isFromCluster = document.body.textContent?.includes("directly in the cluster");
    expect(isFromCluster).toBe(words.includes("directly in the cluster"));
  });

  it("shows the part that is the cause, its state and the next step, and links to it", () => {
    const cause = makePart("web-0", { state: "Failed", since: at, message: "Image not found." });
    show({ health: { state: "NeedsAttention", message: "A part fails." }, parts: [cause], cause });
    const alert = screen.getByRole("alert");
    expect(alert.textContent).toMatch(/Pod web-0 Failed \d+ \w+/);
    expect(alert.textContent).toContain("Image not found.");
    expect(alert.textContent).toContain("Show this to the platform team.");
    // The message of the whole object would be a second, less exact cause.
    expect(screen.queryByText("A part fails.")).toBeNull();
    const href = within(alert).getByRole("link", { name: "Pod web-0" }).getAttribute("href");
    const url = new URL(href ?? "", "http://portal");
    expect(url.pathname).toBe("/resources/local/demo.dev/v1/apps/team-a/shop");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      view: "graph",
      node: "local//Pod/team-a/web-0",
    });
  });

  it("links a component of a compound request to that request", () => {
    const parent = { ...reference, kind: "Shop", name: "all" };
    show({ parent: { reference: parent, plural: "shops" } });
    const link = screen.getByRole("link", { name: "all" });
    expect(link.getAttribute("href")).toBe("/resources/local/demo.dev/v1/shops/team-a/all");
    expect(link.parentElement?.textContent).toBe(
      "Kratix created this resource for Shop all. To change this resource, change that Shop.",
    );
    expect(screen.queryByText(/Someone created it/)).toBeNull();
  });

  it("shows its own message without a cause in the parts", () => {
    show({ health: { state: "Failed", message: "No quota is left." } });
    expect(screen.getByRole("alert").textContent).toContain("No quota is left.");
  });

  it("shows the cause and the parts when the graph cannot be loaded", async () => {
    const media = { matches: true, addEventListener: () => undefined, removeEventListener: () => undefined };
    vi.stubGlobal("matchMedia", () => media);
    const problem = { status: 403, code: "forbidden", detail: "You may not read it." };
    vi.stubGlobal("fetch", async () => Response.json(problem, { status: 403 }));
    const cause = makePart("web-0", { state: "Failed", since: at, message: "Image not found." });
    show({ health: { state: "NeedsAttention" }, parts: [cause], cause });
    const graph = (await screen.findByText("Can't load the graph")).closest(".max-xl\\:hidden");
    expect(graph?.textContent).toContain("Image not found.");
    expect(graph?.querySelector("[aria-label=Parts] tbody tr")?.textContent).toContain("web-0");
  });

  it("shows the parts with problems first, and all parts on request", async () => {
    const state = (index: number): State => (index === 12 ? "Failed" : index === 13 ? "Working" : "Ready");
    const parts = Array.from({ length: 15 }, (_, index) => makePart(`pod-${index}`, { state: state(index) }));
    show({ parts });
    expect(partNames()).toHaveLength(10);
    expect(partNames().slice(0, 3)).toEqual(["pod-12", "pod-13", "pod-0"]);
    const counts = screen.getByRole("list", { name: "Parts by state" });
    expect(
      within(counts)
        .getAllByRole("listitem")
        .map(({ textContent }) => textContent),
    ).toEqual(["Failed1", "Working1", "Ready13"]);
    await userEvent.click(screen.getByText("Show all 15"));
    expect(partNames()).toHaveLength(15);
    expect(screen.queryByText(/Show all/)).toBeNull();
  });

  it("has no link to a part whose kind is not served", () => {
    show({ parts: [makePart("web-0", { state: "Missing" }, "")] });
    expect(screen.queryByRole("link", { name: "web-0" })).toBeNull();
  });

  it("reports the kinds that cannot be listed, even without parts", () => {
    show({ problems: ["You can't list Pods in team-a."] });
    expect(screen.getByText("You can't list Pods in team-a.")).toBeTruthy();
    expect(screen.queryByText(/This resource has no parts/)).toBeNull();
  });
});
