/** No input within the size limits blocks the process during the work of the worker thread. */
import { scheduler } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { isPortalError } from "#lib/errors";
import { convertSchema } from "#lib/form/convert/convert";
import type { GitFile, GitProvider } from "#lib/git/types";
import { LIMITS } from "#lib/manifest/limits";
import { planRequest } from "#lib/request/plan/plan";
import { openPlanThreads } from "#lib/request/plan/threads";
import type { PlanContext } from "#lib/request/plan/types";
import { createPlanContext } from "#lib/request/testing/plan-context";
import type { RequestInput } from "#lib/request/types";

const text = { type: "string" };
const FORM = convertSchema(
  {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          cubic: { ...text, pattern: "^.*a.*b.*c.*d$" },
          nested: { ...text, pattern: "^(a*)*(a*)*(a*)*b$" },
          short: { ...text, pattern: "^(a*)*b$", maxLength: 64 },
          map: { type: "object", additionalProperties: text },
          set: { type: "array", "x-kubernetes-list-type": "set", items: text },
          list: {
            type: "array",
            items: { type: "integer" },
            "x-kubernetes-validations": [
              { rule: "self.all(x, x >= 0)" },
              { rule: "self.all(x, self.exists(y, y == x))" },
            ],
          },
          any: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
      },
    },
  },
  { kind: "Thing" },
);
const head = "apiVersion: demo.example/v1\nkind: Thing\nmetadata:\n  name: a\n  namespace: team-a\n";
const lines = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index)).join("\n");
const entries = (count: number, value: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, value]));
const fill = (start: string, part: string, size: number) =>
  start + part.repeat(Math.floor((size - start.length) / part.length));
const nest = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

const threads = openPlanThreads({ threads: 1, deadline: 2_000 });
afterAll(() => threads.close());

function contextWith(inGit: string | undefined): PlanContext {
  const file: GitFile | undefined =
    inGit === undefined ? undefined : { path: "a", blob: "b".repeat(40), content: inGit };
  const repository = { provider: "local", name: "requests", url: "", branch: "main" } as const;
  const provider: Pick<GitProvider, "readFile" | "repository"> = { repository, readFile: async () => file };
  const type = { cluster: "demo", group: "demo.example", version: "v1", kind: "Thing", plural: "things" };
  const entry = { id: "crd.demo.things", ...type, scope: "Namespaced", title: "Thing" } as const;
  // A preview makes no other call to Git.
  const context = createPlanContext(entry, provider as GitProvider, FORM);
  return { ...context, stages: threads.forPerson("ana"), mayRead: true };
}

/** The longest time in milliseconds during which this thread did nothing else, while `run` ran. */
async function measureBlock(run: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let isDone = false;
  const watch = async () => {
    while (!isDone) {
      // Time that other processes took does not count as blocked by this thread's own work.
      const [started, cpu] = [performance.now(), process.threadCpuUsage()];
      await scheduler.wait(1);
      const used = process.threadCpuUsage(cpu);
      longest = Math.max(longest, Math.min(performance.now() - started, (used.user + used.system) / 1_000));
    }
  };
  const watching = watch();
  await run();
  isDone = true;
  await watching;
  return longest;
}

const MANIFEST = LIMITS.manifestBytes - 1_000;
const create = { operation: "create" as const, name: "a", namespace: "team-a" };
const update = { ...create, operation: "update" as const };

it.each<[why: string, input: RequestInput, inGit?: string]>([
  ["map keys over the limit", { ...create, manifest: fill(`${head}spec:\n`, "  ? a\n", 720_000) }],
  [
    "map keys just below the limit",
    { ...create, manifest: `${head}spec:\n${lines(30_000, (at) => `  k${at}: 1`)}\n` },
  ],
  ["nested flow lists", { ...create, manifest: `${head}spec: ${nest(100_000)}\n` }],
  ["open flow lists", { ...create, manifest: `${head}spec: ${"[".repeat(400_000)}` }],
  ["a long text for a cubic pattern", { ...create, values: { spec: { cubic: fill("", "abc", MANIFEST) } } }],
  ["a long text for nested loops", { ...create, values: { spec: { nested: "a".repeat(MANIFEST) } } }],
  [
    "a long text for a field with a maximum length",
    { ...create, values: { spec: { short: "a".repeat(MANIFEST) } } },
  ],
  [
    "a rule over 10,000 items",
    { ...create, values: { spec: { list: Array.from({ length: 10_000 }, (_, at) => at) } } },
  ],
  [
    "a set of 20,000 items",
    { ...create, values: { spec: { set: Array.from({ length: 20_000 }, (_, at) => `${at}`) } } },
  ],
  [
    "a map of 10,000 changed entries",
    { ...update, values: { spec: { map: entries(10_000, "after") } } },
    `${head}spec:\n  map:\n${lines(10_000, (at) => `    key-${at}: before`)}\n`,
  ],
  [
    "two texts of 5,000 lines without a line in common",
    { ...update, manifest: `${head}spec:\n  any:\n${lines(5_000, (at) => `    a${at}: 1`)}\n` },
    `${head}spec:\n  any:\n${lines(5_000, (at) => `    b${at}: 2`)}\n`,
  ],
  ["a file in Git above the size limit", { ...update, values: {} }, fill(head, "a: 1\n", 8_000_000)],
  [
    "a text that may contain a secret at each letter",
    { ...create, values: { spec: { any: { password: fill("", "eyJ", MANIFEST) } } } },
  ],
])("does not block the process for %s", async (_why, input, inGit) => {
  const context = contextWith(inGit);
  const attempt = () =>
    planRequest(input, context).catch((error: unknown) => {
      // A refusal is a valid result too.
      if (!isPortalError(error) || error.code !== "invalid") throw error;
    });
  let shortest = Number.POSITIVE_INFINITY;
  // A busy machine distorts one measurement: an input counts as blocking only if it blocks each time.
  for (let tries = 0; tries < 3 && shortest >= 50; tries += 1) {
    shortest = Math.min(shortest, await measureBlock(attempt));
  }
  expect(shortest).toBeLessThan(50);
});
