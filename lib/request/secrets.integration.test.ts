import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { digestValue } from "#lib/form/values/secrets-check";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import type { GitProvider } from "#lib/git/types";
import { parseManifest } from "#lib/request/file/manifest";
import type { RequestEntry } from "#lib/request/object";
import { planRequest } from "#lib/request/plan/plan";
import type { PlanContext } from "#lib/request/plan/types";
import { listEarlierConfirmed } from "#lib/request/secrets";
import { openRequest } from "#lib/request/submit/submit";
import { createPlanContext } from "#lib/request/testing/plan-context";
import { parseTrailers } from "#lib/request/trailers";
import type { RequestInput } from "#lib/request/types";

/** Joined here, so that secret scanners do not report this file. */
const TOKEN = ["gl", "pat-", "a1B2c3D4e5F6g7H8i9J0"].join("");
const REASON = "A sample of the documentation.";
const PEM = [
  "-----BEGIN ",
  "PRIVATE KEY-----\n",
  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n",
  "-----END PRIVATE KEY-----\n",
].join("");
const PASSWORD = "xK9#mP2$vL5";
const ANA = { id: "ana", name: "Ana", email: "ana@example.org" };
const LEAKY = "demo/team-a/samples.demo.example/leaky.yaml";
const head = (name: string) =>
  `apiVersion: demo.example/v1\nkind: Sample\nmetadata:\n  name: ${name}\n  namespace: team-a\n`;
const text = { type: "string" };
const form = convertSchema(
  {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: { note: text, size: text, password: text, admin: { ...text, format: "password" } },
      },
    },
  },
  { kind: "Sample" },
);

let folder: string;
let provider: GitProvider;
let context: PlanContext;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-secrets-"));
  const leaky = `# ${TOKEN}\n${head("leaky")}spec:\n  note: ${TOKEN}\n`;
  await createBareRepository(folder, { branch: "main", files: { [LEAKY]: leaky } });
  provider = createLocalProvider({ path: folder, name: "requests", branch: "main" });
  const kind = { cluster: "demo", group: "demo.example", version: "v1", kind: "Sample" };
  const entry: RequestEntry = {
    ...kind,
    id: "crd.demo.samples",
    plural: "samples",
    scope: "Namespaced",
    title: "Sample",
  };
  context = createPlanContext(entry, provider, form);
});

afterEach(() => {
  provider.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function create(spec: object, paths?: string[]): RequestInput {
  const confirmed = paths?.map((path) => ({ path, reason: REASON }));
  return { operation: "create", name: "a", namespace: "team-a", values: { spec }, confirmed };
}

function write(manifest: string): RequestInput {
  return { operation: "create", name: "a", namespace: "team-a", manifest };
}

describe("request with a secret", () => {
  it.each<[why: string, input: RequestInput, secret: string, path: string]>([
    ["a token", create({ note: TOKEN }), TOKEN, "/spec/note"],
    ["a literal in a password field", create({ password: PASSWORD }), PASSWORD, "/spec/password"],
    ["a password of a word and a digit", create({ password: "hunter2" }), "hunter2", "/spec/password"],
    ["a line of an environment file", create({ note: "DB_PASSWORD=hunter2" }), "hunter2", "/spec/note"],
    [
      "a value in a field that cannot hold a reference",
      create({ admin: "hunter2" }),
      "hunter2",
      "/spec/admin",
    ],
    ["a value of a manifest", write(`${head("a")}spec:\n  note: ${TOKEN}\n`), TOKEN, "/spec/note"],
    ["a comment", write(`${head("a")}# ${TOKEN}\nspec: {}\n`), TOKEN, ""],
    [
      "a secret name and value in a comment",
      write(`${head("a")}# password: hunter2\nspec: {}\n`),
      "hunter2",
      "",
    ],
    [
      "an annotation",
      write(`${head("a")}  annotations:\n    x/y: ${TOKEN}\nspec: {}\n`),
      TOKEN,
      "/metadata/annotations/x~1y",
    ],
    [
      "a value that an anchor repeats",
      write(`${head("a")}spec:\n  note: &t ${TOKEN}\n  size: *t\n`),
      TOKEN,
      "/spec/note",
    ],
    ["a key of a map", write(`${head("a")}spec:\n  env:\n    ${TOKEN}: x\n`), TOKEN, "/spec/env"],
    ["text that is not a manifest", write(`a: [${TOKEN}`), TOKEN, ""],
  ])("is refused without the secret in the response: %s", async (_why, input, secret, path) => {
    const preview = (await planRequest(input, context)).preview;
    expect(preview.validation).toMatchObject({
      ok: false,
      errors: expect.arrayContaining([
        expect.objectContaining({ source: "secret", path, confirmable: true }),
      ]),
    });
    expect(JSON.stringify(preview)).not.toContain(secret);
    const refused = await openRequest(input, context, ANA).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ code: "invalid" });
    expect(JSON.stringify(refused) + String(refused)).not.toContain(secret);
    expect(await provider.listPullRequests()).toEqual([]);
  });

  it.each<[why: string, input: RequestInput, paths: string[]]>([
    ["a token", create({ note: TOKEN }), ["/spec/note"]],
    ["a private key", create({ note: PEM }), ["/spec/note"]],
    ["a literal in a password field", create({ password: PASSWORD }), ["/spec/password"]],
    ["a line of an environment file", create({ note: "DB_PASSWORD=hunter2" }), ["/spec/note"]],
    ["a value in a field that cannot hold a reference", create({ admin: "hunter2" }), ["/spec/admin"]],
    ["a comment", write(`${head("a")}# ${TOKEN}\nspec: {}\n`), [""]],
    [
      "an annotation",
      write(`${head("a")}  annotations:\n    x/y: ${TOKEN}\nspec: {}\n`),
      ["/metadata/annotations/x~1y"],
    ],
    ["a key of a map", write(`${head("a")}spec:\n  env:\n    ${TOKEN}: x\n`), ["/spec/env"]],
    ["two secrets", create({ note: TOKEN, password: PASSWORD }), ["/spec/note", "/spec/password"]],
  ])("can be confirmed with a reason that the pull request shows: %s", async (_why, input, paths) => {
    const confirmed = paths.map((path) => ({ path, reason: `Sample "${path}".` }));
    const preview = (await planRequest({ ...input, confirmed }, context)).preview;
    expect(preview.validation.errors).toEqual([]);
    await openRequest({ ...input, confirmed }, context, ANA);
    const [opened] = await provider.listPullRequests();
    const { noSecrets = [] } = parseTrailers(opened?.body ?? "") ?? {};
    expect(noSecrets.map(({ path, reason }) => ({ path, reason }))).toEqual(confirmed);
    for (const { reason } of confirmed) expect(opened?.body).toContain(`: \`${reason}\``);
  });

  it("is accepted when the field of a literal is confirmed as not secret", async () => {
    const other = (await planRequest(create({ password: PASSWORD }, ["/spec/note"]), context)).preview;
    expect(other.validation.ok).toBe(false);
    const preview = (await planRequest(create({ password: PASSWORD }, ["/spec/password"]), context)).preview;
    expect(preview.validation).toMatchObject({ ok: true, errors: [] });
    expect(preview.manifest).toContain(PASSWORD);
  });

  it("records a confirmation in the pull request for one value only", async () => {
    const input = create({ password: PASSWORD, note: "hello" }, ["/spec/password", "/spec/note"]);
    await openRequest(input, context, ANA);
    const [opened] = await provider.listPullRequests();
    const { noSecrets = [] } = parseTrailers(opened?.body ?? "") ?? {};
    expect(noSecrets).toEqual([{ path: "/spec/password", digest: digestValue(PASSWORD), reason: REASON }]);
    const side = (password: string) => ({
      manifest: { ...parseManifest(head("a")).manifest, spec: { password } },
      text: "",
    });
    const older = noSecrets.map((one) => ({ ...one, reason: "Older." }));
    expect(listEarlierConfirmed(side(PASSWORD), [...noSecrets, ...older])).toEqual([
      { path: "/spec/password", reason: REASON },
    ]);
    expect(listEarlierConfirmed(side(`${PASSWORD}8`), noSecrets)).toEqual([]);
  });

  it("shows the other changes and a placeholder for the secret", async () => {
    const preview = (await planRequest(create({ size: "small", note: TOKEN }), context)).preview;
    expect(preview.diff).toContain("+  size: small");
    expect(preview.changes).toContainEqual(
      expect.objectContaining({ path: "/spec/note", after: "(a secret, left out)" }),
    );
  });

  it("can remove a secret from Git without showing it", async () => {
    const base = (await provider.readFile(LEAKY))?.blob;
    const input: RequestInput = { operation: "delete", name: "leaky", namespace: "team-a", base };
    const preview = (await planRequest(input, context)).preview;
    expect(preview.validation.ok).toBe(true);
    expect(JSON.stringify(preview)).not.toContain(TOKEN);
    await openRequest(input, context, ANA);
    const [request] = await provider.listPullRequests();
    expect(request?.body).not.toContain(TOKEN);
  });

  it("can remove a secret from a file", async () => {
    const base = (await provider.readFile(LEAKY))?.blob;
    const input: RequestInput = {
      operation: "update",
      name: "leaky",
      namespace: "team-a",
      base,
      manifest: `${head("leaky")}spec: {}\n`,
    };
    const preview = (await planRequest(input, context)).preview;
    expect(preview.validation.ok).toBe(true);
    expect(JSON.stringify(preview)).not.toContain(TOKEN);
  });
});
