/**
 * The permission matrix: what every route and topic of the HTTP API answers, to whom, about what. A route or a topic
 * of /api/v1/openapi.json that has no row here fails the suite.
 */
import { ADDRESS, askFor, FLAG_ENTRY, ZONE_ENTRY } from "./targets";

/** The columns, in this order. The requester and the approver hold their rights in team-a alone. */
export const COLUMNS = ["anonymous", "guest", "requester", "approver", "platform"] as const;

/**
 * `own` is in team-a and `other` in team-b; `cluster` has no namespace; `smuggled` has none either, and is asked for
 * as if it were in team-a; `secret` is a Secret in team-a; `any` is about no object.
 */
export type Row = "own" | "other" | "cluster" | "smuggled" | "secret" | "any";

/** One cell a column: the status, or several where which of them is no matter of rights. */
type Cell = number | readonly number[];
type Cells = readonly [Cell, Cell, Cell, Cell, Cell];

/** Names that a row's path and body can need; each cell gets its own. */
export interface Names {
  /** A name that nothing has yet. */
  fresh: string;
  /** Id of an open request about the row's target, opened by another person. */
  request: string;
  /** The commit of that request. */
  commit: string;
}

export interface RouteRow {
  /** As the OpenAPI document writes it. */
  route: string;
  /** Which of several, where one route has several rows. */
  variant?: string;
  why: string;
  path: (row: Row, names: Names) => string;
  body?: (row: Row, names: Names) => unknown;
  /** It is about a request: an open one, or one that somebody else has approved as well. */
  request?: "open" | "approved";
  /** Whoever succeeds leaves the request closed: the next one needs another. */
  ends?: true;
  answers: Partial<Record<Row, Cells>>;
}

const NOBODY_UNKNOWN = "Everyone can read it, because it contains nothing about people or objects.";
const ALL_SIGNED_IN: Cells = [401, 200, 200, 200, 200];
const EVERYBODY: Cells = [200, 200, 200, 200, 200];
const HIDDEN = [403, 404];

/** Reading one object: by the rights that one has on it, and on nothing else. */
const READING: RouteRow["answers"] = {
  own: [401, 403, 200, 200, 200],
  other: [401, 403, 403, 403, 200],
  cluster: [401, 403, 403, 403, 200],
  smuggled: [401, HIDDEN, HIDDEN, HIDDEN, HIDDEN],
  secret: [401, 403, 403, 403, 403],
};

const addressOf = (row: Row): string => {
  if (row === "smuggled") return ADDRESS.cluster.replace("/_/", "/team-a/");
  return row === "any" ? ADDRESS.own : ADDRESS[row];
};
const RESOURCE = "/api/v1/resources/{cluster}/{group}/{version}/{plural}/{namespace}/{name}";
const resource =
  (rest = "") =>
  (row: Row) =>
    `/api/v1/resources/${addressOf(row)}${rest}`;
const at = (path: string) => () => path;

const entryOf = (row: Row) => (row === "cluster" ? ZONE_ENTRY : FLAG_ENTRY);
const something = (row: Row, { fresh }: Names) => {
  if (row === "smuggled") return { ...askFor("cluster", fresh), namespace: "team-a" };
  return askFor(row === "other" || row === "cluster" ? row : "own", fresh);
};

const REQUESTING: RouteRow["answers"] = {
  own: [401, 403, 200, 403, 200],
  other: [401, 403, 403, 403, 200],
  cluster: [401, 403, 403, 403, 200],
  smuggled: [401, 403, 403, 403, [200, 422]],
};

/** What takes the right to approve. */
const APPROVING: RouteRow["answers"] = {
  own: [401, 403, 403, 200, 200],
  other: [401, 403, 403, 403, 200],
  cluster: [401, 403, 403, 403, 200],
};

function action(
  name: string,
  why: string,
  answers: RouteRow["answers"],
  { request = "open", ends }: Pick<RouteRow, "request" | "ends"> = {},
): RouteRow {
  return {
    route: "POST /api/v1/requests/{id}/{action}",
    variant: name,
    why,
    path: (_, { request }) => `/api/v1/requests/${request}/${name}`,
    body: (_, { commit }) => (name === "approve" || name === "merge" ? { commit } : {}),
    request,
    ...(ends ? { ends } : {}),
    answers,
  };
}

const open = (path: string): RouteRow => ({
  route: `GET ${path}`,
  why: NOBODY_UNKNOWN,
  path: at(path),
  answers: { any: EVERYBODY },
});

export const ROUTES: readonly RouteRow[] = [
  open("/api/healthz"),
  open("/api/readyz"),
  open("/api/metrics"),
  open("/api/v1/openapi.json"),
  {
    route: "POST /api/v1/webhooks/{repository}",
    why: "Only a signature of the Git host counts, and this repository has no secret for webhooks.",
    path: at("/api/v1/webhooks/requests"),
    body: () => ({}),
    answers: { any: [404, 404, 404, 404, 404] },
  },
  {
    route: "GET /api/v1/me",
    why: "Everyone can read their own identity.",
    path: at("/api/v1/me"),
    answers: { any: ALL_SIGNED_IN },
  },
  {
    route: "GET /api/v1/status",
    why: "Every signed-in person can read whether servers answer.",
    path: at("/api/v1/status"),
    answers: { any: ALL_SIGNED_IN },
  },
  {
    route: "GET /api/v1/me/attention",
    why: "Everyone gets the requests that wait for them.",
    path: at("/api/v1/me/attention"),
    answers: { any: ALL_SIGNED_IN },
  },
  {
    route: "GET /api/v1/me/access",
    why: "Everyone learns which pages they may open.",
    path: at("/api/v1/me/access"),
    answers: { any: ALL_SIGNED_IN },
  },
  {
    route: "GET /api/v1/diagnostics",
    why: "Only the platform team sees the portal's own access and configuration.",
    path: at("/api/v1/diagnostics"),
    answers: { any: [401, 403, 403, 403, 200] },
  },
  {
    route: "GET /api/v1/diagnostics/bundle",
    why: "The same people download it.",
    path: at("/api/v1/diagnostics/bundle"),
    answers: { any: [401, 403, 403, 403, 200] },
  },
  {
    route: "GET /api/v1/me/git-accounts",
    why: "Everyone gets their own accounts.",
    path: at("/api/v1/me/git-accounts"),
    answers: { any: ALL_SIGNED_IN },
  },
  {
    route: "POST /api/v1/me/git-accounts/{id}",
    why: "There is no Git host to connect here.",
    path: at("/api/v1/me/git-accounts/github"),
    body: () => ({}),
    answers: { any: [401, 404, 404, 404, 404] },
  },
  {
    route: "POST /api/v1/me/git-accounts/{id}/disconnect",
    why: "There is no Git host to disconnect here.",
    path: at("/api/v1/me/git-accounts/github/disconnect"),
    body: () => ({}),
    answers: { any: [401, 404, 404, 404, 404] },
  },
  {
    route: "GET /api/v1/catalog",
    why: "Everyone gets the offers that they may see.",
    path: at("/api/v1/catalog"),
    answers: { any: ALL_SIGNED_IN },
  },
  {
    route: "GET /api/v1/catalog/{id}",
    why: "An offer requires access to its definition.",
    path: (row) => `/api/v1/catalog/${entryOf(row)}`,
    answers: { own: [401, 403, 200, 200, 200], cluster: [401, 403, 200, 200, 200] },
  },
  {
    route: "GET /api/v1/catalog/{id}/namespaces",
    why: "A person who sees an offer gets the namespaces in which they may request it.",
    path: (row) => `/api/v1/catalog/${entryOf(row)}/namespaces`,
    answers: { own: [401, 403, 200, 200, 200], cluster: [401, 403, 200, 200, 200] },
  },
  {
    route: "GET /api/v1/catalog/{id}/names",
    why: "A person who sees an offer gets the names of the objects that they may see.",
    path: (row) => `/api/v1/catalog/${entryOf(row)}/names`,
    answers: { own: [401, 403, 200, 200, 200], cluster: [401, 403, 200, 200, 200] },
  },
  {
    route: "GET /api/v1/catalog/{id}/options",
    why: "Options require access to list the objects of the cluster.",
    path: (row) =>
      row === "cluster"
        ? "/api/v1/catalog/xrd.local.apps.platform.demo.vitrine.dev/options?field=/spec/ingressClassName&namespace=team-a"
        : "/api/v1/catalog/xrd.local.monitorings.observability.demo.vitrine.dev/options?field=/spec/region&namespace=team-a",
    answers: { other: [401, 403, 403, 403, 200], cluster: [401, 403, 403, 403, 200] },
  },
  {
    route: "GET /api/v1/requests",
    why: "Everyone gets the requests that they may see.",
    path: at("/api/v1/requests"),
    answers: { any: ALL_SIGNED_IN },
  },
  {
    route: "POST /api/v1/requests",
    why: "A request requires the verb request in the namespace of the object.",
    path: at("/api/v1/requests"),
    body: something,
    answers: {
      own: [401, 403, 201, 403, 201],
      other: [401, 403, 403, 403, 201],
      cluster: [401, 403, 403, 403, 201],
      smuggled: [401, 403, 403, 403, [201, 422]],
    },
  },
  {
    route: "POST /api/v1/requests/preview",
    why: "A preview requires the same access as a request.",
    path: at("/api/v1/requests/preview"),
    body: something,
    answers: REQUESTING,
  },
  {
    route: "POST /api/v1/requests/preview",
    variant: "update of a named object",
    why: "A named object is resolved like a URL, in the scope of its kind.",
    path: at("/api/v1/requests/preview"),
    body: (row) => {
      const [cluster, group, version, , namespace, name] = addressOf(row).split("/");
      const kind = { own: "FeatureFlag", other: "FeatureFlag", secret: "Secret" }[String(row)] ?? "Zone";
      const core = group === "_" ? "" : group;
      const place = namespace === "_" ? {} : { namespace };
      const object = { cluster, group: core, version, kind, name, ...place };
      return { object, name, ...place, operation: "update", values: { spec: { description: "Changed" } } };
    },
    answers: {
      other: [401, 403, HIDDEN, HIDDEN, [200, 404, 409]],
      cluster: [401, 403, HIDDEN, HIDDEN, [200, 404, 409]],
      smuggled: [401, HIDDEN, HIDDEN, HIDDEN, [200, 404, 409, 422]],
      secret: [401, HIDDEN, [403, 404, 200], HIDDEN, [200, 403, 404, 409]],
    },
  },
  {
    route: "GET /api/v1/requests/{id}",
    why: "A request is visible to its author, and with access to list or approve its object.",
    path: (_, { request }) => `/api/v1/requests/${request}`,
    request: "open",
    answers: {
      own: [401, 403, 200, 200, 200],
      other: [401, 403, 403, 403, 200],
      cluster: [401, 403, 403, 403, 200],
    },
  },
  {
    route: `GET ${RESOURCE}/adoption`,
    why: "The file of an object has its values, so it requires access to read the object.",
    path: resource("/adoption"),
    answers: READING,
  },
  {
    route: "GET /api/v1/requests/{id}/file",
    why: "Only the author of a request changes it.",
    path: (_, { request }) => `/api/v1/requests/${request}/file`,
    request: "open",
    answers: {
      own: [401, 403, 403, 403, 403],
      other: [401, 403, 403, 403, 403],
      cluster: [401, 403, 403, 403, 403],
    },
  },
  action("approve", "An approval requires the verb approve in the namespace of the object.", APPROVING),
  action("merge", "A merge requires the verb approve and the approval of another person.", APPROVING, {
    request: "approved",
    ends: true,
  }),
  action("close", "Closing requires the verb approve, except for the author.", APPROVING, { ends: true }),
  action(
    "refresh",
    "Without a merge there is nothing to apply, which everyone learns who sees the request.",
    {
      own: [401, 403, 409, 409, 409],
      other: [401, 403, 403, 403, 409],
      cluster: [401, 403, 403, 403, 409],
    },
  ),
  {
    route: "GET /api/v1/resources",
    why: "Everyone gets the objects that they may list.",
    path: at("/api/v1/resources"),
    answers: { any: ALL_SIGNED_IN },
  },
  {
    route: "GET /api/v1/resources",
    variant: "of one offer",
    why: "The objects of an offer require access to the offer, and include those that the person may list.",
    path: (row) => `/api/v1/resources?entry=${entryOf(row)}`,
    answers: { own: [401, 403, 200, 200, 200], cluster: [401, 403, 200, 200, 200] },
  },
  {
    route: `GET ${RESOURCE}`,
    why: "An object requires the verb get in the scope of its kind.",
    path: resource(),
    answers: READING,
  },
  {
    route: `GET ${RESOURCE}/file`,
    why: "The file of an object requires the verb get for the object.",
    path: resource("/file"),
    answers: READING,
  },
  {
    route: `GET ${RESOURCE}/graph`,
    why: "A graph requires the same access as its root.",
    path: resource("/graph"),
    answers: READING,
  },
  {
    route: `GET ${RESOURCE}/events`,
    why: "Events require access to their object and to list events.",
    path: resource("/events"),
    answers: READING,
  },
  {
    route: `GET ${RESOURCE}/dryruns`,
    why: "The dry runs of an object require the verb get for the object.",
    path: resource("/dryruns"),
    answers: READING,
  },
  {
    route: `POST ${RESOURCE}/refresh`,
    why: "Without an agent there is nothing to refresh, which everyone learns who may read the object.",
    path: resource("/refresh"),
    body: () => ({}),
    answers: {
      own: [401, 403, 409, 409, 409],
      other: [401, 403, 403, 403, 409],
      cluster: [401, 403, 403, 403, 409],
      smuggled: [401, HIDDEN, HIDDEN, HIDDEN, HIDDEN],
      secret: [401, 403, 403, 403, 403],
    },
  },
  {
    route: "GET /api/v1/stream",
    why: "A stream requires a session, and each topic its own access (TOPICS).",
    path: at("/api/v1/stream?topics="),
    answers: { any: [401, 422, 422, 422, 422] },
  },
];

export interface TopicRow {
  /** The word before the colon. */
  topic: string;
  why: string;
  /** What is followed; names as in a RouteRow. */
  name: (row: Row, names: Names) => string;
  /** It is about an open request. */
  request?: "open";
  /** True: followed; false: refused with an event. Anonymous people get no stream at all. */
  follows: Partial<Record<Row, readonly [boolean, boolean, boolean, boolean]>>;
}

const ALL_FOLLOW = [true, true, true, true] as const;
const READERS_FOLLOW: TopicRow["follows"] = {
  own: [false, true, true, true],
  other: [false, false, false, true],
  cluster: [false, false, false, true],
};
const SEEN_OFFERS: TopicRow["follows"] = {
  own: [false, true, true, true],
  cluster: [false, true, true, true],
};

export const TOPICS: readonly TopicRow[] = [
  {
    topic: "catalog",
    why: "Everyone can follow the catalog, because the topic names no offer.",
    name: at("catalog"),
    follows: { any: ALL_FOLLOW },
  },
  {
    topic: "entry",
    why: "An offer requires access to see it.",
    name: (row) => `entry:${entryOf(row)}`,
    follows: SEEN_OFFERS,
  },
  {
    topic: "requests",
    why: "Everyone can follow the requests that they may see (disclosure.spec.ts).",
    name: at("requests"),
    follows: { any: ALL_FOLLOW },
  },
  {
    topic: "request",
    why: "A request requires access to see it.",
    name: (_, { request }) => `request:${request}`,
    request: "open",
    follows: READERS_FOLLOW,
  },
  {
    topic: "resources",
    why: "Everyone can follow the objects that they may list (disclosure.spec.ts).",
    name: at("resources"),
    follows: { any: ALL_FOLLOW },
  },
  {
    topic: "resources",
    why: "The objects of an offer require access to the offer.",
    name: (row) => `resources:${entryOf(row)}`,
    follows: SEEN_OFFERS,
  },
  {
    topic: "resource",
    why: "An object requires the verb get in the scope of its kind.",
    name: (row) => `resource:${addressOf(row)}`,
    follows: {
      ...READERS_FOLLOW,
      smuggled: [false, false, false, false],
      secret: [false, false, false, false],
    },
  },
  {
    topic: "status",
    why: "Everyone can follow whether servers answer.",
    name: at("status"),
    follows: { any: ALL_FOLLOW },
  },
  {
    topic: "options",
    why: "Options require access to list the objects.",
    name: (row) =>
      row === "cluster"
        ? "options:xrd.local.apps.platform.demo.vitrine.dev/v1/team-a/%2Fspec%2FingressClassName"
        : "options:xrd.local.monitorings.observability.demo.vitrine.dev/v1/team-a/%2Fspec%2Fregion",
    follows: { other: [false, false, false, true], cluster: [false, false, false, true] },
  },
];
