/** Failures of the portal or its Git host at any call of an action, on a stand-in; afterwards the person goes on. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { APIRequestContext, APIResponse, Browser } from "@playwright/test";
import { z } from "zod";
import type { Demo } from "#demo/demo";
import type { Fault } from "#demo/stand-ins/http/faults";
import { expect, signInAtStandIn, test } from "./portal";

/** Shares no factor with the number of cases: each run takes another case, from all over the table. */
const STRIDE = 47;

export type Action = "submit" | "approve" | "merge";

/** One call to the host, as the stand-in matches it. */
type Call = Pick<Fault, "match" | "skip">;

/** The calls to a Git host that an action consists of, in their order. */
export type Calls = Record<Action, Record<string, Call>>;

/** What the stand-in has of a request. */
export interface Outcome {
  /** The branch of each pull request. */
  heads: string[];
  approvals: number;
  merged: number;
}

/** A stand-in with the requests in it. */
export interface FaultyHost {
  standIn: {
    /** Of the repository. */
    path: string;
    fault(fault: Fault): void;
    clearFaults(): void;
    violations(): readonly unknown[];
  };
  calls: Calls;
  find(name: string): Outcome;
}

const refuse = (status: number, headers: Record<string, string> = {}): Omit<Fault, "match"> => ({
  status,
  headers,
  body: { message: "Fault of the test" },
});

/** What happens at the call. `kill` ends the portal there. */
const FAULTS: Record<string, Omit<Fault, "match"> & { kill?: true }> = {
  "the portal is killed before the effect": { drop: "before", kill: true },
  "the portal is killed after the effect": { drop: "after", kill: true },
  "the call is lost": { drop: "before" },
  "the answer is lost": { drop: "after" },
  "the answer is late and lost": { drop: "after", delayMs: 1_000 },
  "401": refuse(401),
  "403": refuse(403),
  "403 at a rate limit": refuse(403, { "retry-after": "1" }),
  "404": refuse(404),
  "409": refuse(409),
  "422": refuse(422),
  "429": refuse(429, { "retry-after": "1" }),
  "500": refuse(500),
  "502": refuse(502),
  "503": refuse(503),
};

interface Case {
  action: Action;
  call: string;
  place: Call;
  fault: string;
}

/** `count` cases of the table: each one once before any comes again. */
function chooseCases(calls: Calls, count: number): Case[] {
  const cases = Object.entries(calls).flatMap(([action, places]) =>
    Object.entries(places).flatMap(([call, place]) =>
      Object.keys(FAULTS).map((fault): Case => {
        return { action: z.enum(["submit", "approve", "merge"]).parse(action), call, place, fault };
      }),
    ),
  );
  return Array.from(
    { length: Math.min(count, cases.length) },
    (_, index) => cases[(index * STRIDE) % cases.length],
  ).filter((found) => found !== undefined);
}

const problem = z.object({ code: z.string(), detail: z.string().min(1), suggestion: z.string().min(1) });
const submitted = z.object({ id: z.string() });
const request = z.object({
  commit: z.string().optional(),
  result: z.string().optional(),
  pullRequest: z.object({ state: z.string() }),
  reviews: z.array(z.object({ actor: z.object({ id: z.string() }), verdict: z.string() })),
});
type Seen = z.infer<typeof request>;
const runGit = promisify(execFile);

/** What a person sends, and gets: undefined where the portal ended without an answer. */
type Answer = { status: number; body: unknown } | undefined;

interface Stage {
  portal: Demo;
  host: FaultyHost;
  ana: APIRequestContext;
  bo: APIRequestContext;
}

const send = async (
  { portal }: Stage,
  person: APIRequestContext,
  path: string,
  data: object,
  key?: string,
): Promise<Answer> => {
  const headers = { origin: portal.url, ...(key !== undefined && { "idempotency-key": key }) };
  const answer: APIResponse | undefined = await person
    .post(`${portal.url}/api/v1/requests${path}`, { data, headers })
    .catch(() => undefined);
  return answer && { status: answer.status(), body: await answer.json() };
};

const submit = (stage: Stage, name: string) =>
  send(
    stage,
    stage.ana,
    "",
    {
      entry: "crd.local.featureflags.demo.vitrine.dev",
      name,
      namespace: "team-a",
      operation: "create",
      values: { spec: { description: "Shows the new checkout" } },
    },
    `faults-${name}`,
  );

/** What Bo sees of it. */
async function readRequest({ bo, portal }: Stage, id: string): Promise<Seen> {
  const read = await bo.get(`${portal.url}/api/v1/requests/${id}`);
  return request.parse(await read.json());
}

const decide = (stage: Stage, id: string, action: "approve" | "merge", { commit, result }: Seen) =>
  send(stage, stage.bo, `/${id}/${action}`, { commit, result });

/** Like a person who tries again until it is done. */
async function untilDone(attempt: () => Promise<Answer>): Promise<unknown> {
  let body: unknown;
  await expect
    .poll(
      async () => {
        const answer = await attempt();
        body = answer?.body;
        return answer?.status;
      },
      { timeout: 60_000, intervals: [200, 1_000] },
    )
    .toBeLessThan(300);
  return body;
}

const openRequest = async (stage: Stage, name: string) =>
  submitted.parse(await untilDone(() => submit(stage, name))).id;

/**
 * Runs `count` cases of the host's table; with VITRINE_LONG all of them. Each loses and doubles nothing, and says what
 * failed.
 */
export async function runFaults(
  browser: Browser,
  portal: Demo,
  host: FaultyHost,
  count: number,
): Promise<void> {
  const cases = chooseCases(host.calls, process.env.VITRINE_LONG ? Number.POSITIVE_INFINITY : count);
  test.setTimeout(cases.length * 30_000 + 60_000);
  const [ana, bo] = [
    await signInAtStandIn(browser, portal, "Ana"),
    await signInAtStandIn(browser, portal, "Bo"),
  ];
  await Promise.all([ana.goto("about:blank"), bo.goto("about:blank")]);
  const stage: Stage = { portal, host, ana: ana.request, bo: bo.request };
  for (const [index, one] of cases.entries())
    await test.step(`${one.action}: ${one.call}: ${one.fault}`, () => runCase(stage, one, `fault-${index}`));
  expect(host.standIn.violations()).toEqual([]);
}

async function runCase(stage: Stage, one: Case, name: string): Promise<void> {
  const { portal } = stage;
  const { standIn } = stage.host;
  const attempt = await prepare(stage, one.action, name);
  const { kill, ...rest } = FAULTS[one.fault] ?? {};
  let killed = false;
  const onDrop = async () => {
    killed = true;
    await portal.killPortal();
  };
  standIn.fault({ ...one.place, ...rest, ...(kill && { onDrop }) });
  const answer = await attempt();
  standIn.clearFaults();
  if (killed) await portal.startPortal();
  else expectExplained(answer, one.fault);
  await finish(stage, one.action, name);
}

/** Brings a request to the action. Gives what does it. */
async function prepare(stage: Stage, action: Action, name: string): Promise<() => Promise<Answer>> {
  if (action === "submit") return () => submit(stage, name);
  const id = await openRequest(stage, name);
  if (action === "merge") await untilDone(() => decideOnce(stage, id, "approve"));
  const seen = await readRequest(stage, id);
  return () => decide(stage, id, action, seen);
}

/** A success, or a problem that says what failed and what to do. */
function expectExplained(answer: Answer, fault: string): void {
  if (answer && answer.status < 300) return;
  const { detail } = problem.parse(answer?.body);
  console.log(`      ${fault}: ${answer?.status} ${detail}`);
}

/** Ends the action as a person does. It took effect once: on one pull request, with one branch while it is open. */
async function finish(stage: Stage, action: Action, name: string): Promise<void> {
  const id = await openRequest(stage, name);
  if (action !== "submit") await untilDone(() => decideOnce(stage, id, action));
  const { heads, approvals, merged } = stage.host.find(name);
  expect(heads).toHaveLength(1);
  expect(approvals).toBe(action === "submit" ? 0 : 1);
  expect(merged).toBe(action === "merge" ? 1 : 0);
  const branches = await listBranches(stage.host.standIn, name);
  // The branch of a merged request stays where its deletion failed.
  if (action === "merge") expect(heads).toEqual(expect.arrayContaining(branches));
  else expect(branches).toEqual(heads);
}

/** What is done already is a success. */
async function decideOnce(stage: Stage, id: string, action: "approve" | "merge"): Promise<Answer> {
  const seen = await readRequest(stage, id);
  const isApproved = seen.reviews.some(({ actor, verdict }) => actor.id === "bo" && verdict === "approved");
  if (seen.pullRequest.state === "merged" || (action === "approve" && isApproved))
    return { status: 200, body: undefined };
  return decide(stage, id, action, seen);
}

async function listBranches({ path }: FaultyHost["standIn"], name: string): Promise<string[]> {
  const pattern = `refs/heads/vitrine/*/*/*/${name}-*`;
  const listed = await runGit("git", ["for-each-ref", "--format=%(refname:lstrip=2)", pattern], {
    cwd: path,
  });
  return listed.stdout.split("\n").filter((line) => line !== "");
}
