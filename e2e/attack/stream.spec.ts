import { readMetrics } from "./testing/metrics";
import type { Person } from "./testing/people";
import { expect, type Stage, test } from "./testing/stage";
import { hasNews, hasRefused, type OpenStream, openStream, whenStream } from "./testing/stream";

const countStreams = async (stage: Stage) => (await readMetrics(stage)).value("vitrine_event_streams");
const whenStreams = (stage: Stage, open: number) =>
  expect.poll(() => countStreams(stage), { timeout: 15_000, intervals: [50] }).toBe(open);

/** Watches of Pods that the API server serves now, by its own metrics. */
async function countPodWatches(stage: Stage): Promise<number> {
  const lines = await stage.cluster.lines("/metrics", AbortSignal.timeout(30_000));
  let sum = 0;
  for await (const line of lines) {
    const isWatch = line.startsWith("apiserver_longrunning_requests{") && /verb="WATCH"/.test(line);
    if (isWatch && /resource="pods"/.test(line)) sum += Number(line.slice(line.lastIndexOf(" ")));
  }
  return sum;
}

async function openMany(
  stage: Stage,
  person: Person,
  count: number,
  topics: readonly string[],
): Promise<OpenStream[]> {
  const cookie = (await stage.as(person)).cookie();
  return Promise.all(Array.from({ length: count }, () => openStream(stage.url, topics, { cookie })));
}

const closeAll = (streams: readonly OpenStream[]) => {
  for (const stream of streams) stream.close();
};

test("HEAD opens no stream", async ({ stage }) => {
  await whenStreams(stage, 0);
  const session = await stage.as("guest");
  for (let round = 0; round < 6; round += 1) {
    const answer = await session.send({
      method: "HEAD",
      path: "/api/v1/stream?topics=catalog",
      timeout: 5_000,
    });
    expect([200, 405], "status").toContain(answer.status);
  }
  expect(await countStreams(stage)).toBe(0);
});

test("a stream ends when its reader leaves", async ({ stage }) => {
  closeAll(await openMany(stage, "requester", 4, ["catalog"]));
  await whenStreams(stage, 0);
});

test("the streams of one person are limited, and another person still gets one", async ({ stage }) => {
  const streams = await openMany(stage, "guest", 40, ["catalog"]);
  try {
    const refused = streams.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(streams.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    for (const { headers } of refused) {
      expect(Number(headers["retry-after"])).toBeGreaterThan(0);
      expect(headers["content-type"]).toContain("application/problem+json");
    }
    const [other] = await openMany(stage, "requester", 1, ["catalog"]);
    expect(other?.status).toBe(200);
    other?.close();
  } finally {
    closeAll(streams);
  }
  await whenStreams(stage, 0);
});

test("the topics of all streams of one person are limited", async ({ stage }) => {
  const topics = (stream: number) =>
    Array.from({ length: 190 }, (_, index) => `entry:crd.local.x${stream}-${index}`);
  const cookie = (await stage.as("requester")).cookie();
  const streams: OpenStream[] = [];
  try {
    for (let index = 0; index < 6; index += 1)
      streams.push(await openStream(stage.url, topics(index), { cookie }));
    const statuses = streams.map(({ status }) => status);
    const dropped = () =>
      streams.reduce((sum, { events }) => sum + events.filter(({ event }) => event === "refused").length, 0);
    if (!statuses.includes(429)) await expect.poll(dropped, { timeout: 15_000 }).toBeGreaterThan(500);
  } finally {
    closeAll(streams);
  }
});

test("topics of missing requests are refused and not retried", async ({ stage }) => {
  const topics = Array.from({ length: 100 }, (_, index) => `request:platform-requests-${90_000 + index}`);
  const [stream] = await openMany(stage, "requester", 1, topics);
  if (!stream) throw new Error("No stream was opened.");
  try {
    for (const topic of topics) await whenStream(stream, (it) => hasRefused(it, topic), topic);
    expect(topics.filter((topic) => hasNews(stream, topic))).toEqual([]);
  } finally {
    stream.close();
  }
});

test("topics of a hundred missing Pods do not open a hundred watches", async ({ stage }) => {
  const before = await countPodWatches(stage);
  const topics = Array.from({ length: 100 }, (_, index) => `resource:local/_/v1/pods/team-a/ghost-${index}`);
  const [stream] = await openMany(stage, "requester", 1, [
    ...topics,
    "resource:local/_/v1/pods/team-b/no-right",
  ]);
  if (!stream) throw new Error("No stream was opened.");
  try {
    await whenStream(stream, (it) => hasRefused(it, "resource:local/_/v1/pods/team-b/no-right"), "judged");
    await expect.poll(() => countPodWatches(stage), { timeout: 10_000 }).toBeLessThanOrEqual(before + 4);
  } finally {
    stream.close();
  }
});

const NO_TOPICS = [
  "",
  ",",
  ",,,",
  "nonsense",
  "request:",
  "resource:",
  "resource:a/b",
  "__proto__",
  "constructor:x",
  "options:a",
];

for (const topics of NO_TOPICS) {
  test(`"${topics}" is refused as a topic and opens nothing`, async ({ stage }) => {
    const cookie = (await stage.as("requester")).cookie();
    const stream = await openStream(stage.url, topics.split(","), { cookie });
    try {
      if (stream.status === 200)
        await whenStream(stream, ({ events }) => events.some(({ event }) => event === "refused"), "refused");
      else expect(stream.status).toBe(422);
    } finally {
      stream.close();
    }
    await whenStreams(stage, 0);
  });
}

test("unread streams do not slow down the lists of another person", async ({ stage }) => {
  const topics = ["requests", "resources", "catalog", "status"];
  const streams = await openMany(stage, "guest", 8, topics);
  try {
    const session = await stage.as("requester");
    await session.get("/api/v1/requests");
    const waits: number[] = [];
    for (let round = 0; round < 10; round += 1) waits.push((await session.get("/api/v1/resources")).took);
    const typical = waits.toSorted((one, other) => one - other)[5] ?? 0;
    expect(typical, "milliseconds, half of the answers").toBeLessThan(1_000);
  } finally {
    closeAll(streams);
  }
});

test("a stream ends with its session", async ({ stage }) => {
  const session = await stage.signIn("requester");
  const stream = await openStream(stage.url, ["catalog"], { cookie: session.cookie() });
  expect(stream.status).toBe(200);
  const { csrfToken } = JSON.parse((await session.get("/api/auth/csrf")).text);
  await session.send({
    method: "POST",
    path: "/api/auth/signout",
    headers: { origin: stage.url, "content-type": "application/x-www-form-urlencoded" },
    body: `${new URLSearchParams({ csrfToken, json: "true" })}`,
  });
  await whenStream(stream, (it) => it.ended(), "the stream ends at sign-out");
});
