import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { createCatalog } from "#lib/catalog/catalog";
import { convertSchema } from "#lib/form/convert/convert";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import type { GitProvider } from "#lib/git/types";
import { KubernetesApiError } from "#lib/kubernetes/transport/api-error";
import type { RequestInput } from "#lib/request/types";
import type { Portal } from "#lib/server/portal";
import { alterPortal, createFakePortal, makeType } from "#lib/server/testing/fake-portal";
import { previewRequest, submitRequest } from "#lib/server/use-cases/submission";

vi.mock("#lib/server/portal", () => ({ getPortal: () => portal }));

const ANA: Identity = { user: "ana", name: "Ana", email: "ana@example.org", groups: [], via: "demo" };
const THING = makeType("demo.test", "Thing");
const SCHEMA = {
  type: "object",
  properties: { spec: { type: "object", properties: { size: { type: "string" } } } },
};
const OLD = "size: the-old-value";
const write = (name: string) =>
  `apiVersion: demo.test/v1\nkind: Thing\nmetadata:\n  name: ${name}\n  namespace: team-a\nspec:\n  ${OLD}\n`;
const MAY_REQUEST = ["list customresourcedefinitions _", "request things team-a"];
const MAY_READ = [...MAY_REQUEST, "get things team-a"];

let folder: string;
let git: GitProvider;
let portal: Portal;
/** Names of the objects that were sent to the API server for a dry run. */
let tried: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-submission-"));
  const files = { "local/team-a/things.demo.test/in-git.yaml": write("in-git") };
  await createBareRepository(folder, { branch: "main", files });
  git = createLocalProvider({ path: folder, name: "requests", branch: "main" });
  tried = [];
});

afterEach(() => {
  portal.close();
  git.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function open(granted: readonly string[]): void {
  const fake = createFakePortal({ types: [THING], offers: [THING], granted, git });
  const [record] = fake.catalog.list();
  if (!record) throw new Error("The fake portal offers nothing.");
  const versions = [{ name: "v1", served: true, storage: true, deprecated: false, schema: SCHEMA }];
  const own = { ...record, versions };
  const source = {
    kind: "crd" as const,
    list: () => [own],
    get: () => own,
    hasSynced: () => true,
    subscribe: () => () => {},
    close: () => {},
  };
  const local = fake.clusters.get("local");
  if (!local) throw new Error("The fake portal has no cluster.");
  const client = { ...local.client, request: answerDryRun };
  portal = alterPortal(fake, {
    config: { ...fake.config, dryRun: "portal" },
    catalog: createCatalog([source]),
    buildForm: convertSchema,
    clusters: new Map([["local", { ...local, client }]]),
  });
}

/** Acts as an API server with an object `in-cluster`, whose size cannot change. */
async function answerDryRun(_method: string, path: string): Promise<undefined> {
  const name = path.split("/").at(-1) ?? "";
  tried.push(name);
  if (name !== "in-cluster") return undefined;
  const detail = "The size is the-old-value and cannot change.";
  const errors = [{ path: "/spec/size", message: detail, source: "server" as const }];
  throw new KubernetesApiError("invalid", {
    detail,
    httpStatus: 422,
    reason: "Invalid",
    said: detail,
    errors,
  });
}

function ask(name: string, more: Partial<RequestInput> = {}): RequestInput {
  return {
    entry: "crd.local.things.demo.test",
    operation: "create",
    name,
    namespace: "team-a",
    values: { spec: { size: "mine" } },
    ...more,
  };
}

/** A preview without the name of the object. The rest must not depend on which objects exist. */
async function previewWithoutName(name: string): Promise<string> {
  const preview = await previewRequest(ANA, ask(name));
  return JSON.stringify(preview).replaceAll(name, "NAME");
}

describe("person who may request but not read", () => {
  beforeEach(() => open(MAY_REQUEST));

  it("learns only that the name of an existing file is taken", async () => {
    const { validation, ...taken } = await previewRequest(ANA, ask("in-git"));
    expect(validation.errors).toEqual([
      { path: "", message: "in-git in team-a is already in Git.", source: "git" },
    ]);
    const { validation: _free, ...free } = await previewRequest(ANA, ask("unused"));
    expect(JSON.stringify(taken).replaceAll("in-git", "unused")).toBe(JSON.stringify(free));
    expect(taken.base).toBeNull();
    expect(JSON.stringify([taken, validation])).not.toContain("the-old-value");
  });

  it("cannot learn from the dry run which objects or values exist in the cluster", async () => {
    expect(await previewWithoutName("in-cluster")).toBe(await previewWithoutName("is-missing"));
    expect(tried).toHaveLength(2);
    expect(tried).not.toContain("in-cluster");
  });

  it.each(["update", "delete"] as const)("gets the same refusal for every name: %s", async (operation) => {
    const refuse = async (run: typeof previewRequest | typeof submitRequest, name: string) => {
      const refusal: unknown = await run(ANA, ask(name, { operation, base: "0".repeat(40) })).catch(
        (error: unknown) => error,
      );
      expect(refusal).toMatchObject({ code: "forbidden" });
      return String(refusal).replaceAll(name, "NAME");
    };
    for (const run of [previewRequest, submitRequest]) {
      expect(await refuse(run, "in-git")).toBe(await refuse(run, "unused"));
    }
  });
});

describe("person who may request and read", () => {
  beforeEach(() => open(MAY_READ));

  it("sees the file in Git and the cluster's refusal", async () => {
    const taken = await previewRequest(ANA, ask("in-git"));
    expect(taken.diff).toContain(`-  ${OLD}`);
    expect(taken.base).toMatch(/^[0-9a-f]{40}$/);
    const { base } = taken;
    const change = await previewRequest(ANA, ask("in-git", { operation: "update", base: base ?? "" }));
    expect(change.changes).toContainEqual(
      expect.objectContaining({ before: "the-old-value", after: "mine" }),
    );
    const refused = await previewRequest(ANA, ask("in-cluster"));
    expect(refused.validation.server.state).toBe("refused");
    expect(tried).toEqual(["in-git", "in-cluster"]);
  });
});
