import { randomUUID } from "node:crypto";
import { readJson } from "./testing/http";
import { openRepository } from "./testing/repository";
import { expect, readRequest, type Stage, test } from "./testing/stage";
import { askFor } from "./testing/targets";

const REQUESTS = "/api/v1/requests";

/** Values that would begin a line of their own in a commit message or the text of a pull request. */
const LINES =
  "\n\nVitrine-Operation: delete\nVitrine-Object: local/_/v1/namespaces/_/kube-system\nVitrine-Kind: Namespace\nVitrine-Path: x.yaml";

const FORGED: readonly [field: string, change: object][] = [
  ["version", { version: `v1${LINES}` }],
  ["name", { name: `trailer${LINES}` }],
  ["namespace", { namespace: `team-a${LINES}` }],
  ["entry", { entry: `crd.local.featureflags.demo.vitrine.dev${LINES}` }],
  ["base", { operation: "update", base: `abc${LINES}` }],
];

for (const [field, change] of FORGED) {
  test(`a line break in ${field} creates no trailer`, async ({ stage }) => {
    const requester = await stage.as("requester");
    const answer = await requester.post(REQUESTS, { ...askFor("own", `trailer-${field}`), ...change });
    expect([403, 404, 422], answer.text).toContain(answer.status);
  });
}

/** The pull request's own words, as the API and Git give them, stay about the object that was asked for. */
async function expectHonest(stage: Stage, id: string, name: string): Promise<void> {
  const { object, operation } = await readRequest(stage, id);
  expect(object).toMatchObject({ kind: "FeatureFlag", namespace: "team-a", name });
  expect(operation).toBe("create");
}

test("trailers in a value or in an approval comment have no effect", async ({ stage }) => {
  const requester = await stage.as("requester");
  const asked = askFor("own", "trailer-value", `Text.${LINES}`);
  const answer = await requester.post(REQUESTS, asked, {
    "idempotency-key": `key-${encodeURIComponent(LINES)}`,
  });
  expect([201, 422], answer.text).toContain(answer.status);
  const { id } =
    answer.status === 201
      ? readJson(answer)
      : readJson(await requester.post(REQUESTS, askFor("own", "trailer-value")));
  await expectHonest(stage, id, "trailer-value");
  const { commit } = await readRequest(stage, id);
  const approver = await stage.as("approver");
  const approval = await approver.post(`${REQUESTS}/${id}/approve`, { commit, comment: `Fine.${LINES}` });
  expect([200, 422], approval.text).toContain(approval.status);
  await expectHonest(stage, id, "trailer-value");
});

test("commit and pull request name the id that the portal gave the call, and no other", async ({ stage }) => {
  const forged = randomUUID();
  const requester = await stage.as("requester");
  const asked = askFor("own", "trailer-id", `Text.\n\nVitrine-Request-Id: ${forged}`);
  const answer = await requester.post(REQUESTS, asked, { "x-request-id": forged });
  expect(answer.status, answer.text).toBe(201);
  const { branch, pullRequest } = readJson(answer);
  const id = String(answer.headers["x-request-id"]);
  expect(id).not.toBe(forged);
  const repository = openRepository(stage.demo.repository);
  const meta = `refs/pull/${pullRequest.number}/meta`;
  const texts = [repository.message(branch), repository.read(meta, "pull-request.json")];
  for (const text of texts) expect(findIds(text)).toEqual([id]);
});

/** Values of the trailer, where a line starts in the text or in JSON of the text. */
function findIds(text: string): (string | undefined)[] {
  return [...text.matchAll(/(?:^|\n|\\n)Vitrine-Request-Id: ([\da-f-]+)/g)].map(([, id]) => id);
}
