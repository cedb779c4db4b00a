import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FieldError } from "#lib/errors";
import { convertSchema } from "#lib/form/convert/convert";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import type { GitActor, GitProvider } from "#lib/git/types";
import { planRequest } from "#lib/request/plan/plan";
import type { PlanContext, ServerAnswer } from "#lib/request/plan/types";
import { openRequest } from "#lib/request/submit/submit";
import { createPlanContext } from "#lib/request/testing/plan-context";
import type { RequestInput } from "#lib/request/types";

const ANA: GitActor = { id: "ana", name: "Ana", email: "ana@example.org" };
const PATH = "demo/team-a/things.demo.example/old.yaml";
const OLD =
  "apiVersion: demo.example/v1\nkind: Thing\nmetadata:\n  name: old\n  namespace: team-a\nspec:\n  size: 2\n";
const FORM = convertSchema(
  {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: { size: { type: "integer" } },
        "x-kubernetes-validations": [
          { rule: "self.size < 9", message: "too large", fieldPath: ".size" },
          { rule: "self.size >= oldSelf.size", message: "it cannot shrink", fieldPath: ".size" },
          { rule: "future(self.size)" },
        ],
      },
    },
  },
  { kind: "Thing" },
);
const ACCEPTED: ServerAnswer = { verdict: { state: "accepted", warnings: ["old API"] }, errors: [] };
const NO: FieldError = { path: "/spec/size", message: "The policy p refuses it: no.", source: "server" };
const REFUSED: ServerAnswer = {
  verdict: { state: "refused", reason: "The policy p refuses it.", warnings: [] },
  errors: [NO],
};

let folder: string;
let provider: GitProvider;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-verdicts-"));
  await createBareRepository(folder, { branch: "main", files: { [PATH]: OLD } });
  provider = createLocalProvider({ path: folder, name: "requests", branch: "main" });
});

afterEach(() => {
  provider.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function contextWith(answer: ServerAnswer) {
  const tryOnServer = vi.fn(async () => answer);
  const type = { cluster: "demo", group: "demo.example", version: "v1", kind: "Thing", plural: "things" };
  const entry = { id: "crd.demo.things", ...type, scope: "Namespaced", title: "Thing" } as const;
  const context: PlanContext = { ...createPlanContext(entry, provider, FORM), tryOnServer };
  return { context, tryOnServer };
}

function ask(size: number, more: Partial<RequestInput> = {}): RequestInput {
  return { operation: "create", name: "new", namespace: "team-a", values: { spec: { size } }, ...more };
}

async function change(size: number): Promise<RequestInput> {
  const file = await provider.readFile(PATH);
  return ask(size, { operation: "update", name: "old", base: file?.blob });
}

describe("checks of a request", () => {
  it("are the CEL rules and then the dry run with its warnings", async () => {
    const { context, tryOnServer } = contextWith(ACCEPTED);
    const { validation } = (await planRequest(ask(3), context)).preview;
    expect(validation).toMatchObject({ ok: true, errors: [], server: ACCEPTED.verdict });
    expect(validation.unchecked).toEqual([
      { path: "/spec", rule: "future(self.size)", reason: "the rule uses future" },
    ]);
    expect(tryOnServer).toHaveBeenCalledWith(
      expect.objectContaining({ kind: "Thing", spec: { size: 3 } }),
      expect.objectContaining({ plural: "things", namespace: "team-a", name: "new" }),
    );
  });

  it.each<[why: string, input: () => RequestInput | Promise<RequestInput>, message: string | undefined]>([
    ["a rule fails", () => ask(9), "too large"],
    ["a change fails a rule with oldSelf", () => change(1), "it cannot shrink"],
    ["the namespace is missing", () => ask(3, { namespace: undefined }), "Namespace is required."],
    [
      "the manifest has another name than the request",
      () => ask(3, { values: undefined, manifest: OLD }),
      "metadata.name must be new.",
    ],
    ["the request is a removal", async () => ({ ...(await change(2)), operation: "delete" }), undefined],
  ])("do not include the dry run when %s", async (_why, input, message) => {
    const { context, tryOnServer } = contextWith(ACCEPTED);
    const { validation } = (await planRequest(await input(), context)).preview;
    expect(tryOnServer).not.toHaveBeenCalled();
    expect(validation.server.state).toBe("unchecked");
    expect(validation.errors.map((error) => error.message)).toEqual(message === undefined ? [] : [message]);
  });

  it("are repeated when the request is submitted", async () => {
    const { context } = contextWith(REFUSED);
    expect((await planRequest(ask(3), context)).preview.validation).toMatchObject({
      ok: false,
      errors: [NO],
    });
    await expect(openRequest(ask(3), context, ANA)).rejects.toMatchObject({
      code: "invalid",
      errors: [NO],
    });
    expect(await provider.listPullRequests()).toEqual([]);
  });

  it("accept a request when the cluster does not answer", async () => {
    const verdict = { state: "unchecked" as const, reason: "The cluster is away.", warnings: [] };
    const { context } = contextWith({ verdict, errors: [] });
    await openRequest(ask(3), context, ANA);
    expect(await provider.listPullRequests()).toHaveLength(1);
  });
});
