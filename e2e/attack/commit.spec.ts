import { readJson } from "./testing/http";
import { plainFlag } from "./testing/manifests";
import { PEOPLE } from "./testing/people";
import { openRepository, type Repository } from "./testing/repository";
import { expect, openRequest, readRequest, type Stage, test } from "./testing/stage";
import { askFor } from "./testing/targets";

/** An open request of the author's with the repository that it is in. */
async function openOne(stage: Stage, name: string) {
  const repository = openRepository(stage.demo.repository);
  const { id, branch, path } = await openRequest(stage, askFor("own", name));
  return { id, branch, path, repository, first: repository.tip(branch) };
}

const act = async (stage: Stage, id: string, action: string, body: object) =>
  (await stage.as("approver")).post(`/api/v1/requests/${id}/${action}`, body);

test("a request shows the commit at which it was read", async ({ stage }) => {
  const { id, first } = await openOne(stage, "says-its-commit");
  expect((await readRequest(stage, id)).commit).toBe(first);
});

test("an approval or a merge without a valid commit is refused", async ({ stage }) => {
  const { id } = await openOne(stage, "names-no-commit");
  for (const action of ["approve", "merge"]) {
    for (const body of [{}, { commit: "" }, { commit: "main" }, { commit: "HEAD" }, { commit: 7 }]) {
      const answer = await act(stage, id, action, body);
      expect.soft(answer.status, `${action} ${JSON.stringify(body)}: ${answer.text}`).toBe(422);
    }
  }
  expect((await readRequest(stage, id)).reviews).toEqual([]);
});

test("an approval of a commit that is no longer the head is refused", async ({ stage }) => {
  const { id, branch, path, repository, first } = await openOne(stage, "moved-on");
  const second = repository.push(branch, path, plainFlag("moved-on", "Another"));
  const late = await act(stage, id, "approve", { commit: first });
  expect(late.status, late.text).toBe(409);
  expect(readJson(late).code).toBe("conflict");
  expect((await readRequest(stage, id)).reviews).toEqual([]);
  expect((await act(stage, id, "approve", { commit: second })).status).toBe(200);
});

test("another commit after an approval is not merged, whichever commit the merge names", async ({
  stage,
}) => {
  const { id, branch, path, repository, first } = await openOne(stage, "pushed-later");
  expect((await act(stage, id, "approve", { commit: first })).status).toBe(200);
  const second = repository.push(branch, path, plainFlag("pushed-later", "Unread"));
  for (const commit of [first, second]) {
    const answer = await act(stage, id, "merge", { commit });
    expect
      .soft([403, 409], `${commit === first ? "first" : "second"}: ${answer.text}`)
      .toContain(answer.status);
  }
  expect((await readRequest(stage, id)).pullRequest.state).toBe("open");
});

/** Moves the branch to and fro until `done`. */
async function flip(repository: Repository, branch: string, commits: readonly string[], done: () => boolean) {
  for (let turn = 0; !done(); turn += 1) {
    repository.move(branch, commits[turn % commits.length] ?? "");
    await new Promise(setImmediate);
  }
}

test("everyone sees the content of the named commit while the branch changes", async ({ stage }) => {
  const { id, branch, path, repository, first } = await openOne(stage, "flipped");
  const second = repository.commit(first, path, plainFlag("flipped", "The second content"));
  const third = repository.commit(first, path, plainFlag("flipped", "The third content"));
  const words = new Map([
    [first, "Made by a test"],
    [second, "The second content"],
    [third, "The third content"],
  ]);
  let done = false;
  const flipping = flip(repository, branch, [second, third, first], () => done);
  try {
    for (let round = 0; round < 12; round += 1) {
      const readers = ["approver", "requester", "platform"] as const;
      const answers = await Promise.all(
        readers.map(async (person) => (await stage.as(person)).get(`/api/v1/requests/${id}`)),
      );
      for (const answer of answers) {
        const { commit, manifest, diff } = readJson(answer);
        const word = words.get(commit);
        expect(word, `the commit ${commit} is one of three`).toBeDefined();
        expect(manifest, `at ${commit}`).toContain(word);
        expect(diff, `at ${commit}`).toContain(word);
      }
    }
  } finally {
    done = true;
    await flipping;
  }
});

test("the content of a branch that moved for a moment is not cached for another commit", async ({
  stage,
}) => {
  const { id, branch, path, repository, first } = await openOne(stage, "flipped-once");
  const second = repository.commit(first, path, plainFlag("flipped-once", "The second content"));
  for (let round = 0; round < 10; round += 1) {
    repository.move(branch, second);
    const reading = (await stage.as("approver")).get(`/api/v1/requests/${id}`);
    repository.move(branch, first);
    await reading;
  }
  await expect.poll(async () => (await readRequest(stage, id)).commit, { timeout: 15_000 }).toBe(first);
  expect((await readRequest(stage, id)).manifest).toContain("Made by a test");
});

test("a person who pushed to the branch cannot approve the request or merge it", async ({ stage }) => {
  const { id, branch, path, repository, first } = await openOne(stage, "pushed-by-approver");
  const { name, email } = PEOPLE.approver;
  const commit = repository.push(branch, path, plainFlag("pushed-by-approver", "Mine"), { name, email });
  expect(commit).not.toBe(first);
  const answer = await act(stage, id, "approve", { commit });
  expect(answer.status, answer.text).toBe(403);
  expect((await act(stage, id, "merge", { commit })).status).toBe(403);
});

test("the requester cannot approve the request", async ({ stage }) => {
  const { id, first } = await openOne(stage, "own-request");
  const author = await stage.as("author");
  const answer = await author.post(`/api/v1/requests/${id}/approve`, { commit: first });
  expect(answer.status, answer.text).toBe(403);
});

test("ten concurrent approvals create one review", async ({ stage }) => {
  const { id, first } = await openOne(stage, "ten-approvals");
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => act(stage, id, "approve", { commit: first })),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses).toContain(200);
  for (const status of statuses) expect([200, 403, 409]).toContain(status);
  expect((await readRequest(stage, id)).reviews).toHaveLength(1);
});
