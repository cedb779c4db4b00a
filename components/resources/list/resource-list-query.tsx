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

export const FIRST_VIEW: ResourceView = {
  show: "mine",
  q: "",
  state: "",
  entry: "",
  namespace: "",
  cluster: "",
  git: "",
  sort: "state",
  group: "",
};

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
