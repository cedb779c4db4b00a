import { type Answer, readJson } from "./testing/http";
import { LIMITS_RAISED } from "./testing/limits";
import { expect, type Stage, test } from "./testing/stage";
import { askFor } from "./testing/targets";

/** The settings that raise the limits, emptied: the portal then has those that it has by default. */
const DEFAULTS = Object.fromEntries(Object.keys(LIMITS_RAISED).map((name) => [name, ""]));

test.beforeAll(async ({ stage }) => {
  await stage.restart(DEFAULTS);
});

test.afterAll(async ({ stage }) => {
  await stage.restart({});
});

/** Sends until the portal says that it is too much; gives all answers. */
async function flood(most: number, send: (index: number) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  while (answers.length < most && !answers.some(({ status }) => status === 429)) {
    const next = Array.from({ length: 50 }, (_, index) => send(answers.length + index));
    answers.push(...(await Promise.all(next)));
  }
  return answers;
}

function expectRefusal(answers: readonly Answer[]): void {
  const statuses = new Set(answers.map(({ status }) => status));
  expect([...statuses].filter((status) => status >= 500)).toEqual([]);
  const refused = answers.find(({ status }) => status === 429);
  expect(refused, `429 among ${answers.length} answers (${[...statuses].join(", ")})`).toBeDefined();
  if (!refused) return;
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
  expect(refused.headers["content-type"]).toContain("application/problem+json");
  expect(readJson(refused).code).toBe("too-many-requests");
  expect(readJson(refused).suggestion).toBeTruthy();
}

/** A person who did nothing is served while another is not. */
async function expectServed(stage: Stage): Promise<void> {
  const { status, text } = await (await stage.as("second")).get("/api/v1/catalog");
  expect(status, text).toBe(200);
}

test("the reads of one person are limited, and another person is served", async ({ stage }) => {
  const session = await stage.signIn("guest");
  expectRefusal(await flood(6_000, () => session.get("/api/v1/me")));
  await expectServed(stage);
});

test("the previews of one person are limited, and another person is served", async ({ stage }) => {
  const session = await stage.signIn("requester");
  expectRefusal(
    await flood(1_000, (index) => session.post("/api/v1/requests/preview", askFor("own", `flood-${index}`))),
  );
  await expectServed(stage);
});

test("the submits of one person are limited, and another person is served", async ({ stage }) => {
  const session = await stage.signIn("author");
  const refused = { ...askFor("own", "flood"), values: { spec: { description: "x" } } };
  expectRefusal(await flood(1_000, () => session.post("/api/v1/requests", refused)));
  await expectServed(stage);
});

test("a limit applies to a person, not to a session", async ({ stage }) => {
  const [first, second] = [await stage.signIn("approver"), await stage.signIn("approver")];
  const preview = (index: number) =>
    (index % 2 === 0 ? first : second).post(
      "/api/v1/requests/preview",
      askFor("own", `two-sessions-${index}`),
    );
  expectRefusal(await flood(1_000, preview));
});

test("a forged client address does not avoid a limit", async ({ stage }) => {
  const answers = await flood(12_000, (index) =>
    stage.asNobody({
      path: "/api/v1/me",
      headers: {
        "x-forwarded-for": `10.0.${index % 250}.${Math.floor(index / 250)}`,
        forwarded: `for=10.1.0.${index % 250}`,
      },
    }),
  );
  expectRefusal(answers);
});

test("guesses of a token are limited", async ({ stage }) => {
  await stage.restart(DEFAULTS);
  const guess = (index: number) =>
    stage.asNobody({ path: "/api/v1/me", headers: { authorization: `Bearer guess-${index}` } });
  expectRefusal(await flood(12_000, guess));
});

test("sign-ins are limited", async ({ stage }) => {
  await stage.restart(DEFAULTS);
  const { headers, text } = await stage.asNobody({ path: "/api/auth/csrf" });
  const cookie = (headers["set-cookie"] ?? []).map((line) => line.split(";")[0]).join("; ");
  const body = `${new URLSearchParams({ csrfToken: JSON.parse(text).csrfToken, json: "true" })}`;
  const type = "application/x-www-form-urlencoded";
  const answers = await flood(2_000, () =>
    stage.asNobody({
      method: "POST",
      path: "/api/auth/callback/guest",
      headers: { cookie, "content-type": type, origin: stage.url },
      body,
    }),
  );
  expect(answers.map(({ status }) => status)).toContain(429);
});
