import { readJson } from "./testing/http";
import { DOUBLE_MEANINGS, plainFlag } from "./testing/manifests";
import { openRepository } from "./testing/repository";
import { expect, openRequest, readRequest, type Stage, test } from "./testing/stage";
import { askFor, FLAG_ENTRY } from "./testing/targets";

const asked = (name: string, manifest: string) => ({
  entry: FLAG_ENTRY,
  name,
  namespace: "team-a",
  operation: "create",
  manifest,
});

test("a plain manifest is accepted, so that the refusals below are meaningful", async ({ stage }) => {
  const requester = await stage.as("requester");
  const answer = await requester.post("/api/v1/requests", asked("plain", plainFlag("plain")));
  expect(answer.status, answer.text).toBe(201);
});

for (const [index, { what, text }] of DOUBLE_MEANINGS.entries()) {
  test(`${what} is refused before anything is written`, async ({ stage }) => {
    const name = `double-${index}`;
    const requester = await stage.as("requester");
    const body = asked(name, text(name));
    const preview = await requester.post("/api/v1/requests/preview", body);
    const ok = preview.status === 200 && readJson(preview).validation.ok;
    expect(ok, `the preview accepts it: ${preview.text}`).toBe(false);
    const answer = await requester.post("/api/v1/requests", body);
    expect(answer.status, answer.text).toBe(422);
    expect(readJson(answer).detail).not.toBe("");
  });
}

/** A harmless request of the author's whose branch somebody changes by hand; the approver then has to judge it. */
async function pushOver(stage: Stage, name: string, manifest: string) {
  const { id, branch, path } = await openRequest(stage, askFor("own", name));
  const commit = openRepository(stage.demo.repository).push(branch, path, manifest);
  await expect.poll(async () => (await readRequest(stage, id)).commit, { timeout: 15_000 }).toBe(commit);
  return { id, commit };
}

for (const [index, { what, text }] of DOUBLE_MEANINGS.filter(({ byHand }) => byHand).entries()) {
  test(`${what}, pushed by hand, can be neither approved nor merged`, async ({ stage }) => {
    const name = `by-hand-${index}`;
    const { id, commit } = await pushOver(stage, name, text(name));
    for (const person of ["approver", "platform"] as const) {
      const session = await stage.as(person);
      const { may } = readJson(await session.get(`/api/v1/requests/${id}`));
      expect.soft(may?.approve.allowed ?? false, `${person} may approve`).toBe(false);
      for (const action of ["approve", "merge"]) {
        const answer = await session.post(`/api/v1/requests/${id}/${action}`, { commit });
        expect.soft([403, 404, 409, 422], `${person}, ${action}: ${answer.text}`).toContain(answer.status);
      }
    }
  });
}

test("a harmless change that was pushed by hand can be approved", async ({ stage }) => {
  const { id, commit } = await pushOver(stage, "by-hand", plainFlag("by-hand", "Still harmless"));
  const approver = await stage.as("approver");
  const answer = await approver.post(`/api/v1/requests/${id}/approve`, { commit });
  expect(answer.status, answer.text).toBe(200);
});
