import type { ReactNode } from "react";

const countParts = (count: number) => (count === 1 ? "1 part" : `${count} parts`);

/** The text of the resource graph, by component. */
export const graphMessages = {
  view: {
    loadingCode: "the graph",
    loading: (name: string) => `the parts of ${name}`,
    gone: "This resource is no longer in the cluster",
    error: "Can't load the graph",
  },
  body: {
    label: "Graph",
    parts: (name: string | undefined) => `Parts of ${name ?? "this resource"}`,
    empty: "This resource has no parts yet.",
    partGone: "This part no longer exists",
    partGoneDetail: "The part was removed, or replaced by a part with another name.",
  },
  cause: {
    subject: (kind: string, name: string) => `${kind} ${name}:`,
    showPath: "Show path",
    showPathTip: "Unfold the path to the cause",
    hidePath: "Hide path",
    hidePathTip: "Show all parts again",
    position: (position: number, count: number) => `Problem ${position} of ${count}`,
    next: "Next problem",
  },
  problems: {
    incomplete: "The portal could not list everything. Parts may be missing.",
    more: (count: number) => `and ${count} more`,
    all: "All problems with listing parts",
  },
  find: {
    label: "Find a part by name or kind",
    placeholder: "Find",
    none: "No match",
    found: (count: number) => `${count} found`,
    place: (at: number, count: number) => `${at} of ${count}`,
  },
  layers: {
    title: "Layers",
    names: {
      results: "Results",
      delivery: "Delivery",
      details: "Kubernetes details",
      references: "References",
      policies: "Policies",
    },
    results: (count: number) => `Results: ${count}. Show also:`,
    none: "This resource has no other parts.",
    unlisted: (kinds: readonly string[]) => {
      const names = kinds.slice(0, 8).join(", ");
      const rest = kinds.length > 8 ? ` and ${kinds.length - 8} more` : "";
      return `Not in the graph, because the portal or you can't list them: ${names}${rest}`;
    },
  },
  toolbar: {
    ungroup: "Show each part on a card of its own",
    group: "Show many parts of one kind on one card",
    grouping: "Group",
    rearrange: (count: number) => `${count} new: rearrange`,
    showAs: "Show as",
    graph: "Graph",
    table: "Table",
  },
  zoom: {
    out: "Zoom out",
    in: "Zoom in",
    reset: "Zoom to 100%",
    percent: (percent: number) => `Zoom ${percent}%, set to 100%`,
    all: "Show all",
  },
  card: {
    state: (count: number, word: string) => `${count} ${word}`,
    group: (label: string, count: number, states: string) => `${label}, ${count}: ${states}`,
    part: (name: string, kind: string, namespace: string | undefined, state: string, parts: number) => {
      const place = namespace ? ` in ${namespace}` : "";
      return `${name}, ${kind}${place}, ${state}${parts === 0 ? "" : `, ${countParts(parts)}`}`;
    },
    show: (parts: number) => `Show ${countParts(parts)}`,
    hide: (parts: number) => `Hide ${countParts(parts)}`,
  },
  panel: {
    openResource: "Open resource",
    parts: countParts,
    created: (age: ReactNode) => <>created {age}</>,
    views: (name: string) => `Views of ${name}`,
    overview: "Overview",
    yaml: "YAML",
    yamlOf: (name: string) => `YAML of ${name}`,
    events: "Events",
    gone: "This part no longer exists",
    error: "Can't load this part",
  },
  table: {
    label: "Parts",
    columns: ["Name", "Kind", "State", "Message", "Age"],
  },
} as const;
