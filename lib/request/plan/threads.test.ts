import { afterAll, describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { identifyFile } from "#lib/request/file/identified-file";
import { buildFilePlan, compareLive } from "#lib/request/plan/file-plan";
import { openPlanThreads } from "#lib/request/plan/threads";
import type { PlanQuestion } from "#lib/request/plan/types";

const FORM = convertSchema(
  {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: { size: { type: "integer", maximum: 9 } },
        "x-kubernetes-validations": [{ rule: "self.size > 1", message: "Too small." }],
      },
    },
  },
  { kind: "Thing" },
);
const object = {
  cluster: "demo",
  group: "demo.example",
  version: "v1",
  kind: "Thing",
  plural: "things",
  namespace: "team-a",
  name: "a",
};
const FILE =
  "# Mine.\napiVersion: demo.example/v1\nkind: Thing\nmetadata:\n  name: a\n  namespace: team-a\nspec:\n  size: 2\n";

const OTHER = FILE.replace("name: a\n", "name: b\n");

function ask(size: number, more: Partial<PlanQuestion["input"]> = {}): PlanQuestion {
  const input = { operation: "update" as const, name: "a", namespace: "team-a", values: { spec: { size } } };
  return { input: { ...input, ...more }, object, path: "a.yaml", file: FILE };
}

const threads = openPlanThreads();
afterAll(() => threads.close());

describe("stages of a plan in a worker thread", () => {
  const stages = threads.forPerson("ana");

  it.each<[why: string, question: PlanQuestion]>([
    ["a valid change", ask(5)],
    ["values that the schema refuses", ask(10)],
    ["values that a rule refuses", ask(1)],
    ["text that is not a manifest", ask(1, { values: undefined, manifest: "a: [" })],
    ["a removal", ask(1, { operation: "delete" })],
    ["a new object", { ...ask(3, { operation: "create" }), file: undefined }],
    ["a change beside another document", { ...ask(5), file: `${OTHER}---\n${FILE}` }],
    ["a new document", { ...ask(3, { operation: "create" }), file: OTHER, appends: true }],
    [
      "a new entry of a kustomization",
      {
        ...ask(3, { operation: "create" }),
        file: undefined,
        kustomization: { path: "kustomization.yaml", text: "resources: [b.yaml]\n" },
      },
    ],
  ])("return the same result as in the main thread: %s", async (_why, question) => {
    for (const form of [FORM, undefined]) {
      const here: unknown = JSON.parse(JSON.stringify(buildFilePlan(question, form)));
      expect(JSON.parse(JSON.stringify(await stages.buildFilePlan(question, form)))).toEqual(here);
    }
  });

  it("identify the same files as in the main thread, also large ones", async () => {
    const comment = `# ${"x".repeat(10_000)}\n`;
    const entries = `${comment}resources: [a.yaml]\n`;
    const files = [
      { path: "a.yaml", before: `${OTHER}---\n${FILE}`, after: `${OTHER}---\n${FILE.replace("2", "3")}` },
      { path: "kustomization.yaml", before: `${comment}resources: []\n`, after: entries },
    ];
    const found = await stages.identifyFiles(files);
    expect(found).toEqual(files.map(identifyFile));
    expect(found.map(({ readings }) => readings?.length)).toEqual([1, 1]);
    expect(found[1]?.entries).toEqual({ added: ["a.yaml"], removed: [] });
  });

  it("compare the request with the object in the cluster", async () => {
    const { comparison } = await stages.buildFilePlan(ask(5), FORM);
    const sides = comparison?.sides ?? "";
    const live = JSON.stringify({
      apiVersion: "demo.example/v1",
      kind: "Thing",
      metadata: { name: "a" },
      spec: { size: 4 },
    });
    const drift = await stages.compareLive(sides, live, FORM);
    expect(drift).toEqual([{ path: "/spec/size", label: "Size", before: 2, after: 5, inCluster: 4 }]);
    expect(drift).toEqual(compareLive(sides, live, FORM));
  });

  it("support more forms than a thread caches", async () => {
    const forms = Array.from({ length: 60 }, (_, index) =>
      convertSchema(
        {
          type: "object",
          properties: { spec: { type: "object", properties: { size: { type: "integer", maximum: index } } } },
        },
        { kind: "Thing" },
      ),
    );
    for (const round of [forms, forms]) {
      for (const [index, form] of round.entries()) {
        const { errors } = await stages.buildFilePlan(ask(30), form);
        expect(errors.length).toBe(index < 30 ? 1 : 0);
      }
    }
  });

  it("refuse none of the calls that the limits allow one person at once", async () => {
    const allowed = 60 + 30; // `write.burst` and `preview.burst` of docs/configuration.md
    const plans = await Promise.all(
      Array.from({ length: allowed }, () => stages.buildFilePlan(ask(5), undefined)),
    );
    expect(plans.flatMap(({ errors }) => errors)).toEqual([]);
  });

  it("stop an input that takes too long", async () => {
    const strict = openPlanThreads({ threads: 1, deadline: 1 });
    const slow = ask(1, {
      values: { spec: Object.fromEntries(Array.from({ length: 40_000 }, (_, key) => [`k${key}`, key])) },
    });
    await expect(strict.forPerson("ana").buildFilePlan(slow, undefined)).rejects.toMatchObject({
      code: "invalid",
      detail: expect.stringContaining("takes too long"),
    });
    strict.close();
  });
});
