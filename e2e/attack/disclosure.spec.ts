import { applyObject } from "#demo/platform/objects";
import { readJson } from "./testing/http";
import { expectBoundedSeries, readMetrics } from "./testing/metrics";
import { openRepository } from "./testing/repository";
import { expect, openRequest, readRequest, type Stage, test } from "./testing/stage";
import { hasNews, type OpenStream, openStream, whenStream } from "./testing/stream";
import { askFor, CANARY, FLAG_ENTRY } from "./testing/targets";

const PREVIEW = "/api/v1/requests/preview";

/** An answer without what is another in every answer. */
function withoutId(text: string): string {
  return text.replace(/"requestId":"[^"]*"/, "");
}

/** What a stream told of its topics: a heartbeat is no news. */
const listNews = ({ events }: OpenStream) => events.filter(({ event }) => event === "message");

/** True once a while has passed without news. */
function isSettled(): (stream: OpenStream) => boolean {
  let last = { count: -1, at: 0 };
  return (stream) => {
    const count = listNews(stream).length;
    if (count !== last.count) last = { count, at: performance.now() };
    return performance.now() - last.at > 1_500;
  };
}

/** Approves and merges a request as the platform team. */
async function merge(stage: Stage, id: string): Promise<void> {
  const { commit } = await readRequest(stage, id);
  const platform = await stage.as("platform");
  for (const action of ["approve", "merge"]) {
    const answer = await platform.post(`/api/v1/requests/${id}/${action}`, { commit });
    expect(answer.status, answer.text).toBe(200);
  }
}

/** A role that requests in team-b and reads nothing there, for one person. */
async function letRequestInTeamB(stage: Stage): Promise<void> {
  const api = "rbac.authorization.k8s.io";
  const metadata = { name: "attack:request-only", namespace: "team-b" };
  const role = {
    apiVersion: `${api}/v1`,
    kind: "Role",
    metadata,
    rules: [{ apiGroups: ["demo.vitrine.dev"], resources: ["*"], verbs: ["request"] }],
  };
  const binding = {
    apiVersion: `${api}/v1`,
    kind: "RoleBinding",
    metadata,
    roleRef: { apiGroup: api, kind: "Role", name: metadata.name },
    subjects: [{ apiGroup: api, kind: "Group", name: "attack:requesters" }],
  };
  for (const [plural, body] of [
    ["roles", role],
    ["rolebindings", binding],
  ] as const)
    await stage.cluster.call({ method: "POST", path: `/apis/${api}/v1/namespaces/team-b/${plural}`, body });
  const requester = await stage.as("requester");
  await expect
    .poll(async () => (await requester.post(PREVIEW, askFor("other", "may-i"))).status, { timeout: 30_000 })
    .toBe(200);
}

test.describe("person who may request but not read", () => {
  test.afterAll(async ({ stage }) => {
    const path = "/apis/rbac.authorization.k8s.io/v1/namespaces/team-b/rolebindings/attack:request-only";
    await stage.cluster.call({ method: "DELETE", path });
  });

  test("sees nothing of an existing file, and cannot guess its values", async ({ stage }) => {
    const word = "canary-in-a-file";
    const { id } = await openRequest(stage, askFor("other", "in-git", word));
    await merge(stage, id);
    await letRequestInTeamB(stage);
    const requester = await stage.as("requester");
    const guess = { ...askFor("other", "in-git", "A guess"), entry: FLAG_ENTRY };

    const create = await requester.post(PREVIEW, guess);
    expect(create.text).not.toContain(word);
    const update = await requester.post(PREVIEW, { ...guess, operation: "update" });
    expect(update.text).not.toContain(word);
    expect([403, 404], update.text).toContain(update.status);
    const removal = await requester.post(PREVIEW, { ...guess, operation: "delete", values: undefined });
    expect(removal.text).not.toContain(word);
    expect([403, 404], removal.text).toContain(removal.status);

    // A right guess at a value is answered as a wrong one is.
    const right = await requester.post(PREVIEW, {
      ...guess,
      operation: "update",
      values: { spec: { description: word } },
    });
    expect(right.status).toBe(update.status);
    expect(withoutId(right.text).replaceAll(word, "A guess")).toBe(withoutId(update.text));
    for (const path of ["/api/v1/requests", `/api/v1/requests/${id}`, "/api/v1/resources"])
      expect.soft((await requester.get(path)).text, path).not.toContain(word);
  });

  test("learns nothing about an object that exists only in the cluster", async ({ stage }) => {
    const requester = await stage.as("requester");
    const ask = async (name: string) => requester.post(PREVIEW, askFor("other", name, "A guess"));
    const [there, missing] = [await ask("attack-other"), await ask("attack-another")];
    expect(there.text).not.toContain(CANARY.other);
    expect(there.status).toBe(missing.status);
    const { validation } = readJson(there);
    expect(validation).toEqual(readJson(missing).validation);
    expect(readJson(there).drift).toEqual(readJson(missing).drift);
  });
});

test("metrics do not grow with unknown paths, methods and names", async ({ stage }) => {
  const requester = await stage.as("requester");
  const made = (index: number) => [
    stage.asNobody({ path: `/api/made-up-${index}` }),
    stage.asNobody({ path: `/api/v1/${index}/${"x".repeat(200)}` }),
    stage.asNobody({ path: `/api/v1/resources/local/_/v1/pods/team-a/pod-${index}` }),
    stage.asNobody({ path: `/api/v1/requests/private-name-${index}`, method: `M${index}` }),
    requester.get(`/api/v1/resources/local/_/v1/configmaps/team-a/private-name-${index}`),
    requester.get(`/api/v1/catalog/private-name-${index}`),
    requester.get(`/api/v1/requests/private-name-${index}/private-name-${index}`),
  ];
  await Promise.all(made(1));
  const before = await readMetrics(stage);
  for (let round = 0; round < 10; round += 1)
    await Promise.all(Array.from({ length: 10 }, (_, index) => made(round * 10 + index)).flat());
  const after = await readMetrics(stage);
  await expectBoundedSeries(stage, before, after);
  expect(after.text).not.toMatch(/made-up-|private-name|pod-\d|team-a|xxxx/);
});

test("topics of lists notify only about objects that the person may see", async ({ stage }) => {
  const cookie = (await stage.as("requester")).cookie();
  const topics = ["requests", "resources", `resources:${FLAG_ENTRY}`];
  const stream = await openStream(stage.url, topics, { cookie });
  // An object that comes is a new row of the lists; a change that no row shows is no news.
  const add = (namespace: string, name: string) =>
    applyObject(
      stage.cluster,
      {
        ...{ apiVersion: "demo.vitrine.dev/v1", kind: "FeatureFlag", metadata: { name, namespace } },
        spec: { description: "A row of a list" },
      },
      "attack",
    );
  try {
    // A change of one's own comes through, so that silence afterwards means something. Each topic is followed as soon as
    // access to it was reviewed, so objects and requests come until all of them tell of it.
    let count = 0;
    await expect
      .poll(
        async () => {
          count += 1;
          await add("team-a", `heard-of-${count}`);
          await openRequest(stage, askFor("own", `heard-of-too-${count}`));
          return topics.filter((topic) => !hasNews(stream, topic));
        },
        { message: "topics that tell nothing", timeout: 15_000, intervals: [500] },
      )
      .toEqual([]);
    await whenStream(stream, isSettled(), "the stream is quiet");
    const heard = listNews(stream).length;

    await add("team-b", "not-heard-of-either");
    const { id } = await openRequest(stage, askFor("other", "not-heard-of"));
    await (await stage.as("platform")).post(`/api/v1/requests/${id}/close`, {});
    // What comes next is one's own again: the news of others would have come before it.
    const own = await openRequest(stage, askFor("own", "heard-of-again"));
    await whenStream(stream, (it) => listNews(it).length > heard, "the stream tells of the next one");
    const news = listNews(stream).slice(heard);
    expect(news.map(({ data }) => data.topic).filter((topic) => topic !== "requests")).toEqual([]);
    expect(news).toHaveLength(1);
    expect(own.id).toBeTruthy();
  } finally {
    stream.close();
  }
});

test("a request with a deleted branch is still listed", async ({ stage }) => {
  const { id, branch } = await openRequest(stage, askFor("own", "branch-deleted"));
  const repository = openRepository(stage.demo.repository);
  repository.remove(`refs/heads/${branch}`);
  const answer = await stage.asScript({ path: `/api/v1/requests/${id}` });
  expect(answer.status, answer.text).toBe(200);
  const { requests } = readJson(await stage.asScript({ path: "/api/v1/requests" }));
  expect(requests.map(({ id }: { id: string }) => id)).toContain(id);
});

test("a request with a broken ref is still listed", async ({ stage }) => {
  const { id } = await openRequest(stage, askFor("own", "ref-broken"));
  const number = id.slice(id.lastIndexOf("-") + 1);
  const repository = openRepository(stage.demo.repository);
  repository.remove(`refs/pull/${number}/head`);
  try {
    const list = await stage.asScript({ path: "/api/v1/requests" });
    expect(list.status, list.text).toBe(200);
    expect(list.text).toContain(id);
  } finally {
    repository.remove(`refs/pull/${number}/meta`);
  }
});

test("a value under the key of a credential is found, and can be confirmed only with a reason", async ({
  stage,
}) => {
  const requester = await stage.as("requester");
  const body = {
    ...askFor("own", "credential"),
    values: { spec: { description: "With a password", variants: { DB_PASSWORD: "correct-horse-battery" } } },
  };
  const preview = readJson(await requester.post(PREVIEW, body));
  const found = preview.validation.errors.find(({ source }: { source: string }) => source === "secret");
  expect(found, JSON.stringify(preview.validation.errors)).toMatchObject({ confirmable: true });
  expect(preview.manifest).not.toContain("correct-horse-battery");
  const refused = await requester.post("/api/v1/requests", {
    ...body,
    confirmed: [{ path: found.path, reason: "" }],
  });
  expect(refused.status, refused.text).toBe(422);
  const confirmed = [{ path: found.path, reason: "It is the name of a song, not a password." }];
  const taken = await requester.post("/api/v1/requests", { ...body, confirmed });
  expect(taken.status, taken.text).toBe(201);
});
