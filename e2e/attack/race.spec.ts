import { type Answer, readJson } from "./testing/http";
import { expect, readRequest, type Stage, test } from "./testing/stage";
import { askFor } from "./testing/targets";

const FORTY = Array.from({ length: 40 }, (_, index) => index);

const submit = async (stage: Stage, body: object, key?: string) =>
  (await stage.as("requester")).post(
    "/api/v1/requests",
    body,
    key === undefined ? {} : { "idempotency-key": key },
  );

const idsOf = (answers: readonly Answer[]) =>
  new Set(answers.filter(({ status }) => status === 201).map((answer) => readJson(answer).id));

/** The open requests about objects whose names begin so. */
async function countOpen(stage: Stage, prefix: string): Promise<number> {
  const { requests } = readJson(await stage.asScript({ path: "/api/v1/requests" }));
  return requests.filter(
    ({ object, pullRequest }: { object: { name: string }; pullRequest: { state: string } }) =>
      object.name.startsWith(prefix) && pullRequest.state === "open",
  ).length;
}

/** Each of them got the request, or was told that there is one. */
function expectRefusedOrMade(answers: readonly Answer[]): void {
  for (const { status, text } of answers) expect.soft([201, 409, 422], text).toContain(status);
}

test("forty concurrent names with one key create one request", async ({ stage }) => {
  const answers = await Promise.all(
    FORTY.map((index) => submit(stage, askFor("own", `one-key-${index}`), "one-key")),
  );
  expectRefusedOrMade(answers);
  expect(idsOf(answers).size).toBe(1);
  expect(await countOpen(stage, "one-key-")).toBe(1);
});

test("forty concurrent contents for one name create one open request", async ({ stage }) => {
  const answers = await Promise.all(
    FORTY.map((index) => submit(stage, askFor("own", "one-name", `Content ${index}`))),
  );
  expectRefusedOrMade(answers);
  expect(idsOf(answers).size).toBe(1);
  expect(await countOpen(stage, "one-name")).toBe(1);
});

test("ten equal concurrent requests create one request", async ({ stage }) => {
  const body = askFor("own", "ten-times");
  const answers = await Promise.all(FORTY.slice(0, 10).map(() => submit(stage, body)));
  for (const { status, text } of answers) expect.soft(status, text).toBe(201);
  expect(idsOf(answers).size).toBe(1);
});

test("another content with a used key is refused, and the first request stays unchanged", async ({
  stage,
}) => {
  const first = await submit(stage, askFor("own", "used-key", "First"), "used-key");
  expect(first.status, first.text).toBe(201);
  const other = await submit(stage, askFor("own", "used-key-2", "Second"), "used-key");
  expect([409, 422], other.text).toContain(other.status);
  expect((await readRequest(stage, readJson(first).id)).manifest).toContain("First");
  const again = await submit(stage, askFor("own", "used-key", "First"), "used-key");
  expect(readJson(again).id).toBe(readJson(first).id);
});

test("an idempotency key belongs to one person", async ({ stage }) => {
  const mine = await submit(stage, askFor("own", "my-key"), "a-shared-key");
  const platform = await stage.as("platform");
  const theirs = await platform.post("/api/v1/requests", askFor("other", "their-key"), {
    "idempotency-key": "a-shared-key",
  });
  expect(theirs.status, theirs.text).toBe(201);
  expect(readJson(theirs).id).not.toBe(readJson(mine).id);
});
