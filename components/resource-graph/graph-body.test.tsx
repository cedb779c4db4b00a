// @vitest-environment jsdom
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { NuqsTestingAdapter, type OnUrlUpdateFunction } from "nuqs/adapters/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createQueryClient } from "#components/data/providers";
import GraphBody from "#components/resource-graph/graph-body";
import { stubResizeObserver } from "#components/ui/testing/resize-observer-fixture";
import { TooltipProvider } from "#components/ui/tooltip";
import type { GraphResponse } from "#lib/api/types";
import type { State } from "#lib/kubernetes/types";

type GraphNode = GraphResponse["nodes"][number];

function node(id: string, kind: string, state: State = "Ready", message?: string): GraphNode {
  const reference = { cluster: "c", group: "", version: "v1", kind, name: id, namespace: "team-a" };
  return {
    id,
    reference,
    plural: `${kind.toLowerCase()}s`,
    createdAt: "",
    health: { state, message },
    layer: "results",
  };
}

function edges(...pairs: string[]): GraphResponse["edges"] {
  return pairs.map((pair) => {
    const [from = "", to = ""] = pair.split(">");
    return { from, to, relation: "composed" };
  });
}

const pods = ["p1", "p2", "p3", "p4", "p5", "p6"];

const graph: GraphResponse = {
  root: "shop",
  nodes: [
    node("shop", "App", "NeedsAttention"),
    node("web", "Deployment"),
    node("db", "Database"),
    node("net", "Subnet", "Failed", "The range overlaps"),
    node("disk", "Disk", "Missing", "There is none"),
    ...pods.map((id) => node(id, "Pod")),
  ],
  edges: edges("shop>web", "shop>db", "db>net", "db>disk", ...pods.map((id) => `web>${id}`)),
  references: [],
  partial: false,
  problems: [],
  unlisted: [],
  rootCauses: ["net", "disk"],
};

const onUrlUpdate = vi.fn<OnUrlUpdateFunction>();

function draw(shown: GraphResponse = graph, search = "") {
  const page = (next: GraphResponse) => (
    <NuqsTestingAdapter hasMemory searchParams={search} onUrlUpdate={onUrlUpdate}>
      <QueryClientProvider client={createQueryClient()}>
        <TooltipProvider>
          <GraphBody graph={next} file={undefined} />
        </TooltipProvider>
      </QueryClientProvider>
    </NuqsTestingAdapter>
  );
  const { rerender } = render(page(shown));
  return { change: (next: GraphResponse) => rerender(page(next)) };
}

const item = (name: RegExp) => screen.getByRole("treeitem", { name });
/** Only a click: mouse events in jsdom have no `view`, which the panning library needs. */
const press = (element: HTMLElement) => fireEvent.click(element);
const panelTitle = () =>
  within(screen.getByRole("complementary")).getByRole("heading", { level: 2 }).textContent;
const names = () => screen.getAllByRole("treeitem").map((element) => element.getAttribute("aria-label"));

beforeEach(() => {
  // The panel stays as it is before the answer.
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  stubResizeObserver();
  window.matchMedia = (media) => ({
    ...new EventTarget(),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    dispatchEvent: () => false,
    addListener: () => undefined,
    removeListener: () => undefined,
    onchange: null,
    media,
    matches: media.includes("reduced-motion"),
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("graph as a tree", () => {
  it("describes each card and its position", () => {
    draw();
    expect(names()).toEqual([
      "shop, App in team-a, Needs attention, 2 parts",
      "web, Deployment in team-a, Ready, 6 parts",
      "Pods, 6: 6 Ready",
      "db, Database in team-a, Ready, 2 parts",
      "net, Subnet in team-a, Failed",
      "disk, Disk in team-a, Missing",
    ]);
    expect(within(screen.getByRole("tree", { name: "Parts of shop" })).getAllByRole("treeitem")).toHaveLength(
      6,
    );
    expect(item(/^db/).getAttribute("aria-level")).toBe("2");
    expect(item(/^db/).getAttribute("aria-posinset")).toBe("2");
    expect(item(/^db/).getAttribute("aria-expanded")).toBe("true");
  });

  it("is a single tab stop", () => {
    draw();
    const stops = screen.getAllByRole("treeitem").filter((element) => element.tabIndex === 0);
    expect(stops).toEqual([item(/^shop/)]);
  });

  it.each([
    { keys: "{ArrowRight}", at: /^web/ },
    { keys: "{ArrowRight}{ArrowDown}", at: /^db/ },
    { keys: "{ArrowRight}{ArrowDown}{ArrowUp}", at: /^web/ },
    { keys: "{ArrowRight}{ArrowDown}{ArrowRight}{ArrowLeft}", at: /^db/ },
    { keys: "{ArrowRight}{ArrowRight}{ArrowDown}", at: /^net/ },
    { keys: "{ArrowLeft}", at: /^shop/ },
    { keys: "n", at: /^net/ },
    { keys: "nn", at: /^disk/ },
    { keys: "nnn", at: /^net/ },
    { keys: "nn{Home}", at: /^shop/ },
  ])("$keys goes to $at", async ({ keys, at }) => {
    draw();
    item(/^shop/).focus();
    await userEvent.keyboard(keys);
    expect(document.activeElement).toBe(item(at));
    expect(item(at).tabIndex).toBe(0);
  });

  it("folds and unfolds with Space, and unfolds with the right arrow key", async () => {
    draw();
    item(/^shop/).focus();
    await userEvent.keyboard("{ArrowRight}{ArrowDown} ");
    expect(screen.queryByRole("treeitem", { name: /^net/ })).toBeNull();
    expect(item(/^db/).getAttribute("aria-expanded")).toBe("false");
    await userEvent.keyboard("{ArrowRight}");
    expect(item(/^net/)).toBeTruthy();
    expect(document.activeElement).toBe(item(/^db/));
  });

  it("opens a group instead of a panel", () => {
    draw();
    press(item(/^Pods/));
    expect(item(/^p3/)).toBeTruthy();
    expect(screen.queryByRole("complementary")).toBeNull();
  });

  it("unfolds the parents of the next problem", async () => {
    draw();
    press(within(item(/^db/)).getByRole("button", { name: "Hide 2 parts" }));
    expect(screen.queryByRole("treeitem", { name: /^net/ })).toBeNull();
    item(/^shop/).focus();
    await userEvent.keyboard("n");
    expect(document.activeElement).toBe(item(/^net/));
  });
});

describe("panel of the graph", () => {
  it("opens with Enter or a click, adds the part to the URL, and closes with Escape", async () => {
    draw();
    item(/^shop/).focus();
    await userEvent.keyboard("{ArrowRight}{Enter}");
    expect(panelTitle()).toBe("Deployment web");
    expect(onUrlUpdate.mock.lastCall?.[0].searchParams.get("node")).toBe("web");
    press(item(/^db/));
    expect(panelTitle()).toBe("Database db");
    item(/^db/).focus();
    expect(item(/^db/).getAttribute("aria-selected")).toBe("true");
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("complementary")).toBeNull();
  });

  it("is open when the URL names a part, with the group of the part", () => {
    draw(graph, "?node=p3");
    expect(panelTitle()).toBe("Pod p3");
    expect(item(/^p3/)).toBeTruthy();
  });

  it("reports a part that no longer exists", () => {
    draw(graph, "?node=gone");
    expect(screen.getByText(/no longer exists/)).toBeTruthy();
  });
});

describe("cause in the graph", () => {
  it("shows kind, name and message, and goes to the next problem", async () => {
    draw();
    expect(screen.getByRole("button", { name: /Subnet net: The range overlaps/ })).toBeTruthy();
    expect(screen.getByText("Problem 1 of 2")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Next problem" }));
    expect(screen.getByRole("button", { name: /Disk disk: There is none/ })).toBeTruthy();
  });

  it("fades all other parts until Escape", async () => {
    draw();
    await userEvent.click(screen.getByRole("button", { name: "Show path" }));
    const faded = () =>
      screen.getAllByRole("treeitem").filter(({ className }) => className.includes("opacity-65"));
    expect(faded()).toEqual([item(/^web/), item(/^Pods/), item(/^disk/)]);
    await userEvent.keyboard("{Escape}");
    expect(faded()).toEqual([]);
  });

  it("stops fading when the cause disappears", async () => {
    const { change } = draw();
    await userEvent.click(screen.getByRole("button", { name: "Show path" }));
    change({ ...graph, rootCauses: ["disk"] });
    expect(screen.getByRole("button", { name: "Show path" })).toBeTruthy();
    expect(item(/^web/).className).not.toContain("opacity-65");
  });

  it("is replaced by counts when there is no problem", () => {
    draw({ ...graph, nodes: graph.nodes.slice(1, 3), root: "web", edges: [], rootCauses: [] });
    expect(screen.getByText("2 Ready")).toBeTruthy();
  });
});

describe("many cards", () => {
  it("are drawn only in view, also while they come and go", () => {
    const many = Array.from({ length: 300 }, (_, index) => node(`c${index}`, "ConfigMap"));
    const links = edges(...many.map(({ id }) => `shop>${id}`));
    draw({ ...graph, nodes: [node("shop", "App"), ...many], edges: links, rootCauses: [] });
    const canvas = screen.getByRole("tree");
    const observer = new MutationObserver(() => undefined);
    observer.observe(canvas, { childList: true });
    press(item(/^ConfigMaps/));
    press(item(/^ConfigMaps/));
    const added = observer.takeRecords().flatMap(({ addedNodes }) => [...addedNodes]);
    expect(added.length).toBeLessThan(200);
  });
});

describe("live changes of the graph", () => {
  const more: GraphResponse = {
    ...graph,
    nodes: [...graph.nodes, ...["x1", "x2"].map((id) => node(id, `Kind${id}`))],
    edges: [...edges("web>x1", "web>x2"), ...graph.edges],
  };
  const placeOf = (name: RegExp) => item(name).style.transform;

  it("keep the position of every card, and offer to rearrange", async () => {
    const { change } = draw();
    const before = [/^shop/, /^web/, /^Pods/, /^db/, /^net/].map(placeOf);
    change(more);
    expect([/^shop/, /^web/, /^Pods/, /^db/, /^net/].map(placeOf)).toEqual(before);
    expect(item(/^x2/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: /new: rearrange/ }));
    expect(screen.queryByRole("button", { name: /new: rearrange/ })).toBeNull();
    expect(placeOf(/^shop/)).toBe(before[0]);
  });

  it("render only the changed cards", () => {
    const { change } = draw();
    const [face, other] = [item(/^net/).firstElementChild, item(/^db/).firstElementChild];
    change({
      ...graph,
      nodes: graph.nodes.map((each) => (each.id === "net" ? node("net", "Subnet") : each)),
    });
    expect(item(/^net, Subnet in team-a, Ready/).firstElementChild).toBe(face);
    expect(item(/^db/).firstElementChild).toBe(other);
  });
});

it("GraphBody finds parts by name and kind, and goes to the next match", async () => {
  draw();
  await userEvent.type(screen.getByRole("searchbox", { name: /Find/ }), "pod");
  expect(screen.getByText("6 found")).toBeTruthy();
  await userEvent.keyboard("{Enter}{Enter}");
  expect(screen.getByText("2 of 6")).toBeTruthy();
  expect(item(/^p2/).tabIndex).toBe(0);
});

it("GraphBody changes to a table and back with the key T", async () => {
  draw();
  item(/^shop/).focus();
  await userEvent.keyboard("t");
  expect(screen.getByRole("treegrid").contains(document.activeElement)).toBe(true);
  expect(onUrlUpdate.mock.lastCall?.[0].searchParams.get("as")).toBe("table");
  await userEvent.keyboard("t");
  expect(document.activeElement).toBe(item(/^shop/));
});

it("GraphBody reports the kinds that cannot be listed, and a resource without parts", () => {
  const alone: GraphResponse = { ...graph, nodes: graph.nodes.slice(0, 1), edges: [], rootCauses: [] };
  draw({ ...alone, partial: true, problems: ["Secrets could not be listed.", "Jobs could not be listed."] });
  expect(screen.getByText("Secrets could not be listed.")).toBeTruthy();
  expect(screen.getByText(/and 1 more/)).toBeTruthy();
  expect(screen.getByText("This resource has no parts yet.")).toBeTruthy();
});

describe("layers", () => {
  const layered: GraphResponse = {
    ...graph,
    nodes: graph.nodes.map((each) => (each.reference.kind === "Pod" ? { ...each, layer: "details" } : each)),
    unlisted: ["Secret"],
  };

  it("hide all but the results, with the number of hidden parts in the menu", async () => {
    draw(layered);
    expect(screen.queryByRole("treeitem", { name: /Pods/ })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Layers" }));
    expect(screen.getByRole("menuitemcheckbox").textContent).toBe("Kubernetes details6");
    expect(screen.getByText(/can't list them: Secret/)).toBeTruthy();
  });

  it("are chosen in the menu and kept in the address", async () => {
    draw(layered);
    await userEvent.click(screen.getByRole("button", { name: "Layers" }));
    await userEvent.click(screen.getByRole("menuitemcheckbox"));
    expect(onUrlUpdate.mock.lastCall?.[0].queryString).toBe("?layers=details");
    expect(screen.getByRole("menuitemcheckbox").getAttribute("aria-checked")).toBe("true");
  });

  it("draw references as dashed lines only on request", () => {
    const linked = { ...layered, references: [{ from: "web", to: "db" }] };
    const count = () => document.querySelectorAll("path[data-reference]").length;
    draw(linked);
    expect(count()).toBe(0);
    cleanup();
    draw(linked, "?layers=references");
    expect(count()).toBe(1);
  });

  it("are taken from the address", () => {
    draw(layered, "?layers=details");
    expect(item(/^Pods, 6/)).toBeTruthy();
  });

  it("show the offer of a part in place of its kind", () => {
    const [shop, ...others] = layered.nodes;
    const offer = { title: "Web shop", icon: "box" };
    draw({ ...layered, nodes: shop ? [{ ...shop, offer }, ...others] : [] });
    expect(item(/^shop, Web shop in team-a/)).toBeTruthy();
  });
});
