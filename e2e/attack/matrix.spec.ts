import { applyObject, mergeObject } from "#demo/platform/objects";
import { type Answer, readJson } from "./testing/http";
import {
  COLUMNS,
  type Names,
  ROUTES,
  type RouteRow,
  type Row,
  TOPICS,
  type TopicRow,
} from "./testing/matrix";
import type { Person } from "./testing/people";
import { expect, openRequest, readRequest, type Stage, test } from "./testing/stage";
import { hasNews, hasRefused, type OpenStream, openStream, whenStream } from "./testing/stream";
import { askFor, CANARY, MAY_READ } from "./testing/targets";

type Column = (typeof COLUMNS)[number];

let count = 0;
const nextName = () => {
  count += 1;
  return `cell-${count}`;
};

async function makeRequest(
  stage: Stage,
  state: "open" | "approved",
  row: Row,
): Promise<Omit<Names, "fresh">> {
  if (row !== "own" && row !== "other" && row !== "cluster") return { request: "", commit: "" };
  const { id } = await openRequest(stage, askFor(row, nextName(), CANARY[row]));
  const { commit } = await readRequest(stage, id);
  if (state === "approved") {
    const approval = await (await stage.as("second")).post(`/api/v1/requests/${id}/approve`, { commit });
    expect(approval.status, approval.text).toBe(200);
  }
  return { request: id, commit };
}

const shared = new Map<string, Promise<Omit<Names, "fresh">>>();

/** What a cell needs: a request of its own where the cell ends it, else the one that all others look at. */
async function makeNames(
  stage: Stage,
  { request: state }: Pick<RouteRow, "request">,
  row: Row,
  ends = false,
): Promise<Names> {
  const fresh = nextName();
  if (!state) return { fresh, request: "", commit: "" };
  const key = `${state} ${row}`;
  const made = (!ends && shared.get(key)) || makeRequest(stage, state, row);
  if (!ends) shared.set(key, made);
  return { fresh, ...(await made) };
}

/** As a person's browser sends it; without a session for `anonymous`. */
async function call(
  stage: Stage,
  column: Column,
  method: string,
  path: string,
  body: unknown,
): Promise<Answer> {
  const sent = { method, path, body, headers: { origin: stage.url } };
  return column === "anonymous" ? stage.asNobody(sent) : (await stage.as(column)).send(sent);
}

/** No answer holds the word of a target that the person may not read, and no refusal a stack or a path of the server. */
function expectNothingLeaks(column: Column, { text, status }: Answer): void {
  for (const [target, word] of Object.entries(CANARY)) {
    const mayRead = MAY_READ[column].some((name) => name === target);
    if (!mayRead) expect.soft(text, `${column} reads ${target}`).not.toContain(word);
  }
  if (status >= 400) expect.soft(text).not.toMatch(/node_modules|\/tmp\/|at \w+ \(/);
}

const rowsOf = <T>(cells: Partial<Record<Row, T>>) => Object.entries(cells) as [Row, T][];

test("every route has a row, and every row has a route", async ({ stage }) => {
  const { paths } = readJson(await stage.asNobody({ path: "/api/v1/openapi.json" }));
  const described = Object.entries<object>(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect([...new Set(ROUTES.map(({ route }) => route))].sort()).toEqual(described.sort());
});

test("every action on a request and every topic has a row", async ({ stage }) => {
  const { paths } = readJson(await stage.asNobody({ path: "/api/v1/openapi.json" }));
  const { summary } = paths["/api/v1/requests/{id}/{action}"].post;
  const [, actions = ""] = /`action`: ([a-z, ]+)/.exec(summary) ?? [];
  const variants = ROUTES.filter(({ route }) => route.endsWith("{action}")).map(({ variant }) => variant);
  expect(variants.sort()).toEqual(actions.split(", ").sort());
  const { description } = paths["/api/v1/stream"].get.parameters.find(
    ({ name }: { name: string }) => name === "topics",
  );
  const topics = [...description.matchAll(/`([a-z]+)[:`]/g)].map(([, topic]) => topic);
  expect([...new Set(TOPICS.map(({ topic }) => topic))].sort()).toEqual([...new Set(topics)].sort());
});

for (const entry of ROUTES) {
  const { route, variant, why, path, body, ends, answers } = entry;
  test(`${route}${variant ? ` (${variant})` : ""}: ${why}`, async ({ stage }) => {
    const [method = "GET"] = route.split(" ");
    for (const [row, cells] of rowsOf(answers)) {
      for (const [index, column] of COLUMNS.entries()) {
        const expected = [cells[index]].flat();
        const names = await makeNames(stage, entry, row, ends && expected.includes(200));
        const answer = await call(stage, column, method, path(row, names), body?.(row, names));
        const said = `${column}, ${row}: ${answer.status} ${answer.text.slice(0, 300)}`;
        expect
          .soft(expected.includes(answer.status), `${said}; expected ${expected.join(" or ")}`)
          .toBe(true);
        expectNothingLeaks(column, answer);
      }
    }
  });
}

const PEOPLE_OF_STREAMS = COLUMNS.filter((column) => column !== "anonymous");

interface FollowedCell {
  row: Row;
  topic: string;
  follows: boolean;
  person: Person;
  stream: OpenStream;
  names: Names;
}

const FLAG = { apiVersion: "demo.vitrine.dev/v1", kind: "FeatureFlag" };
const ZONE = { apiVersion: "attack.vitrine.dev/v1", kind: "Zone" };

/** Changes everything that a topic can be about. */
async function stir(stage: Stage, cells: readonly FollowedCell[]): Promise<void> {
  const touch = (path: string) =>
    mergeObject(stage.cluster, path, { metadata: { annotations: { "vitrine.dev/tags": nextName() } } });
  const add = (object: typeof FLAG, namespace?: string) => {
    const metadata = { name: nextName(), ...(namespace && { namespace }) };
    return applyObject(
      stage.cluster,
      { ...object, metadata, spec: { description: "A row of a list" } },
      "attack",
    );
  };
  await Promise.all([
    // A list tells of what its rows show: a new object is a new row.
    add(FLAG, "team-a"),
    add(FLAG, "team-b"),
    add(ZONE),
    touch("/apis/demo.vitrine.dev/v1/namespaces/team-a/featureflags/attack-own"),
    touch("/apis/demo.vitrine.dev/v1/namespaces/team-b/featureflags/attack-other"),
    touch("/apis/attack.vitrine.dev/v1/zones/attack-cluster"),
    touch("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/featureflags.demo.vitrine.dev"),
    touch("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/zones.attack.vitrine.dev"),
    touch("/api/v1/namespaces/vitrine-demo/configmaps/eu-1a"),
    touch("/apis/networking.k8s.io/v1/ingressclasses/internal"),
    openRequest(stage, askFor("own", nextName())),
  ]);
  for (const id of new Set(cells.map(({ names }) => names.request).filter(Boolean)))
    await (await stage.as("author")).post(`/api/v1/requests/${id}/close`, {});
}

async function follow(stage: Stage, entry: TopicRow): Promise<FollowedCell[]> {
  const cells: FollowedCell[] = [];
  for (const [row, follows] of rowsOf(entry.follows)) {
    const names = await makeNames(stage, entry, row, true);
    const topic = entry.name(row, names);
    for (const [index, person] of PEOPLE_OF_STREAMS.entries()) {
      const cookie = (await stage.as(person)).cookie();
      const stream = await openStream(stage.url, [topic], { cookie });
      cells.push({ row, topic, follows: follows[index] ?? false, person, stream, names });
    }
  }
  return cells;
}

/** Lists tell a person of what they may read, and of nothing else; the clusters and Git stay as they are here. */
function hears(topic: string, row: Row, person: Person): boolean {
  if (topic === "status") return false;
  if (topic !== "requests" && topic !== "resources") return true;
  // An offer may be seen by people who may list none of its objects.
  return row === "cluster" ? MAY_READ[person].includes(row) : MAY_READ[person].length > 0;
}

for (const [index, entry] of TOPICS.entries()) {
  const [example] = Object.keys(entry.follows);
  test(`topic ${entry.topic} (${index + 1}, such as ${example}): ${entry.why}`, async ({ stage }) => {
    const nobody = await openStream(stage.url, [entry.topic], {});
    expect(nobody.status).toBe(401);
    const cells = await follow(stage, entry);
    try {
      for (const { topic, follows, person, stream } of cells)
        if (!follows)
          await whenStream(stream, (it) => hasRefused(it, topic), `${person} is refused ${topic}`);
      await stir(stage, cells);
      for (const { row, topic, follows, person, stream } of cells)
        if (follows && hears(entry.topic, row, person))
          await whenStream(stream, (it) => hasNews(it, topic), `${person} hears of ${topic}`);
      for (const { topic, follows, person, stream } of cells)
        expect
          .soft(follows ? hasRefused(stream, topic) : hasNews(stream, topic), `${person}, ${topic}`)
          .toBe(false);
    } finally {
      for (const { stream } of cells) stream.close();
    }
  });
}
