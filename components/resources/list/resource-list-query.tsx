import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { stateLooks } from "#components/ui/state/state-badge";
import type { ResourceFilter, ResourceGroup, ResourceOrder } from "#lib/api/types";
import type { State } from "#lib/kubernetes/types";

/** What the list shows, as the address has it. An empty text is no filter. */
export interface ResourceView {
  show: "mine" | "all";
  q: string;
  state: State | "";
  entry: string;
  namespace: string;
  cluster: string;
  git: "true" | "false" | "";
  sort: ResourceOrder;
  group: ResourceGroup | "";
}

const scopes = ["mine", "all"] as const;
const orders = ["state", "change", "age", "name", "place"] as const satisfies readonly ResourceOrder[];
const groups = ["entry", "namespace", "state", "cluster"] as const satisfies readonly ResourceGroup[];
const states = Object.keys(stateLooks).filter((key): key is State => key in stateLooks);

const text = parseAsString.withDefault("");

/** Each part of the view as the address has it. */
export const viewParsers = {
  show: parseAsStringLiteral(scopes).withDefault("mine"),
  q: text,
  state: parseAsStringLiteral([...states, ""]).withDefault(""),
  entry: text,
  namespace: text,
  cluster: text,
  git: parseAsStringLiteral(["true", "false", ""]).withDefault(""),
  sort: parseAsStringLiteral(orders).withDefault("state"),
  group: parseAsStringLiteral([...groups, ""]).withDefault(""),
};

/** The view of an address, on the server. */
export const loadView = createLoader(viewParsers);

/** The view without its filters; order and groups stay. */
export function clearFilters({ show, sort, group }: ResourceView): ResourceView {
  return { show, sort, group, q: "", state: "", entry: "", namespace: "", cluster: "", git: "" };
}

/** Rows of a page: a list of thousands has few pages. */
const ROWS = 100;

/** The query of a view. */
export function describeResourceList(view: ResourceView): Omit<Partial<ResourceFilter>, "cursor"> {
  const { show, q, state, entry, namespace, cluster, git, sort, group } = view;
  return {
    summary: "true",
    limit: ROWS,
    sort,
    ...(show === "mine" && { mine: "true" }),
    ...(q.trim() && { q: q.trim().slice(0, 200) }),
    ...(state && { state }),
    ...(entry && { entry }),
    ...(namespace && { namespace }),
    ...(cluster && { cluster }),
    ...(git && { inGit: git }),
    ...(group && { groupBy: group }),
  };
}

/** True where the view leaves out resources, besides those of other people. */
export function isFiltered({ q, state, entry, namespace, cluster, git }: ResourceView): boolean {
  return [q, state, entry, namespace, cluster, git].some(Boolean);
}
