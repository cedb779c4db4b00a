import { readFile } from "node:fs/promises";
import { readJson } from "./testing/http";
import { expect, openRequest, readRequest, test } from "./testing/stage";
import { askFor } from "./testing/targets";

test("lists answer soon and actions are refused while the API server does not answer", async ({ stage }) => {
  test.setTimeout(240_000);
  const { id } = await openRequest(stage, askFor("own", "while-it-hangs"));
  const { commit } = await readRequest(stage, id);
  const approver = await stage.as("approver");
  await approver.get("/api/v1/requests");
  stage.demo.freezeApiServer();
  try {
    // The first to ask finds out; what it found holds for those who come after.
    await approver.get("/api/v1/requests");
    for (let round = 0; round < 3; round += 1) {
      const list = await approver.get("/api/v1/requests");
      expect.soft(list.took, `milliseconds, round ${round}`).toBeLessThan(3_000);
      expect.soft([200, 503], list.text.slice(0, 200)).toContain(list.status);
    }
    const approval = await approver.post(`/api/v1/requests/${id}/approve`, { commit });
    expect.soft(approval.status, approval.text).toBe(503);
    expect.soft(approval.took).toBeLessThan(12_000);
    const submit = await (await stage.as("requester")).post(
      "/api/v1/requests",
      askFor("own", "asked-meanwhile"),
    );
    expect.soft(submit.status, submit.text).toBe(503);
    for (const path of ["/api/healthz", "/api/v1/me", "/api/v1/status", "/sign-in"]) {
      const answer = await approver.get(path);
      expect.soft(answer.status, path).toBe(200);
      expect.soft(answer.took, path).toBeLessThan(3_000);
    }
  } finally {
    stage.demo.thawApiServer();
  }
  await expect
    .poll(async () => (await approver.post(`/api/v1/requests/${id}/approve`, { commit })).status, {
      timeout: 90_000,
    })
    .toBe(200);
});

interface AuditLine {
  audit?: boolean;
  msg?: string;
}

test("each submit, approval, refusal and sign-in writes an audit line without values", async ({ stage }) => {
  const session = await stage.signIn("requester");
  const word = "a-word-that-no-log-has";
  const made = await session.post("/api/v1/requests", askFor("own", "audited", word));
  expect(made.status, made.text).toBe(201);
  const { id } = readJson(made);
  const { commit } = await readRequest(stage, id);
  const refused = await session.post(`/api/v1/requests/${id}/approve`, { commit });
  expect(refused.status).toBe(403);
  const approved = await (await stage.as("approver")).post(`/api/v1/requests/${id}/approve`, { commit });
  expect(approved.status, approved.text).toBe(200);

  const log = await readFile(stage.demo.portalLog() ?? "", "utf8");
  const lines = log.split("\n").filter((line) => line.includes('"audit":true'));
  const about = (answer: { headers: Record<string, unknown> }) =>
    lines.filter((line) => line.includes(String(answer.headers["x-request-id"])));
  expect(about(made).join(), "the submit").toContain("rita");
  expect(about(made).join(), "the submit").toContain(commit);
  expect(about(refused).join(), "the refusal").toContain("rita");
  expect(about(approved).join(), "the approval").toContain(commit);
  for (const line of lines) {
    const parsed: AuditLine = JSON.parse(line);
    expect(parsed.audit).toBe(true);
  }
  expect(log).not.toContain(word);
  expect(log).not.toMatch(/vitrine\.session=|Bearer |the-token-of/);
});
