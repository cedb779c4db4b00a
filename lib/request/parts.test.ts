import { describe, expect, it } from "vitest";
import { diffLines } from "#lib/manifest/diff/line-diff";
import { formatUnifiedDiff } from "#lib/manifest/diff/unified-diff";
import { listChanges } from "#lib/request/derive/changes";
import { formatRequestId, parseRequestId } from "#lib/request/derive/request-id";
import { compilePathTemplate, DEFAULT_PATH_TEMPLATE, type PathVariables } from "#lib/request/file/path";
import { formatBody, formatTitle, nameBranch } from "#lib/request/submit/pull-request";
import { formatAge } from "#lib/request/timeline/age";
import { formatTrailers, hashKey, parseTrailers } from "#lib/request/trailers";

const object = {
  cluster: "demo",
  group: "demo.example",
  version: "v1",
  kind: "PostgreSQL",
  plural: "postgresqls",
  namespace: "team-a",
  name: "orders-db",
};

describe("request ids", () => {
  const rows: [id: string, expected: ReturnType<typeof parseRequestId>, reason: string][] = [
    ["requests-41", { repository: "requests", number: 41 }, "parses a repository and a number"],
    ["my-team-2-7", { repository: "my-team-2", number: 7 }, "parses a repository with hyphens and digits"],
    ["requests", undefined, "refuses an id without a number"],
    ["requests-0", undefined, "refuses the number 0"],
    ["requests-007", undefined, "refuses a number with leading zeros"],
    ["-1", undefined, "refuses an id without a repository"],
    [`r-${"9".repeat(30)}`, undefined, "refuses a number beyond the exact integers"],
  ];
  it.each(rows)("parse or refuse '%s'", (id, expected) => {
    expect(parseRequestId(id)).toEqual(expected);
    if (expected) expect(formatRequestId(expected.repository, expected.number)).toBe(id);
  });
});

describe("path templates", () => {
  const variables: PathVariables = {
    ...{ ...object, kind: "postgresql", entry: "promise.demo.postgresql" },
    ...{ promise: "postgresql", owner: "data", team: "payments" },
  };
  const good: [template: string, path: string][] = [
    [DEFAULT_PATH_TEMPLATE, "demo/team-a/postgresqls.demo.example/orders-db.yaml"],
    // The usual path of requests to Kratix that are made by pull request.
    ["kratix-requests/{promise}/{namespace}/{name}.yaml", "kratix-requests/postgresql/team-a/orders-db.yaml"],
    ["{owner}/{team}/{name}.yaml", "data/payments/orders-db.yaml"],
    ["{namespace}/{namespace}-{name}.{version}.yml", "team-a/team-a-orders-db.v1.yml"],
    ["{entry}/{name}", "promise.demo.postgresql/orders-db"],
  ];
  it.each(good)("render and match %s", (template, path) => {
    const compiled = compilePathTemplate(template);
    expect(compiled.render(variables)).toBe(path);
    expect(variables).toMatchObject(compiled.match(path) ?? { no: "match" });
  });

  const bad: [template: string, reason: string][] = [
    ["{namespace}.yaml", "no name"],
    ["{colour}/{name}.yaml", "unknown variable"],
    ["{labels}/{name}.yaml", "all labels"],
    ["{label:}/{name}.yaml", "a label without a key"],
    ["{label:a/b/c}/{name}.yaml", "a label whose key has two slashes"],
    ["{label:../team}/{name}.yaml", "a label whose key is a path"],
    ["{constructor}/{name}.yaml", "a property of every object"],
    ["{}/{name}.yaml", "an empty variable"],
    ["{cluster/{name}.yaml", "an unclosed variable"],
    ["/{name}.yaml", "an absolute path"],
    ["../{name}.yaml", "a parent folder"],
    [".git/{name}.yaml", "the folder of Git"],
    [".github/workflows/{name}.yaml", "workflows"],
    [".GitHub/workflows/{name}.yaml", "workflows on a file system without case"],
    [".gitlab/{name}.yaml", "files of GitLab"],
    ["{namespace}/.gitmodules/{name}", "a file of Git in any folder"],
    ["a//{name}.yaml", "an empty path segment"],
    ["", "an empty template"],
  ];
  it.each(bad)("refuse %s: %s", (template) => {
    expect(() => compilePathTemplate(template)).toThrow(expect.objectContaining({ code: "misconfigured" }));
  });

  it.each(["..", "a/b", "", ".git"])("refuse an unsafe path from the name %j", (name) => {
    const { render } = compilePathTemplate("{namespace}/{name}");
    expect(() => render({ ...variables, name })).toThrow(expect.objectContaining({ code: "invalid" }));
  });

  it.each<[template: string, name: string]>([
    ["{name}.yml", ".gitlab-ci"],
    ["{name}.yaml", "azure-pipelines"],
    ["{namespace}/{name}", "CODEOWNERS"],
    ["{name}/{namespace}.yaml", ".github"],
  ])("refuse %s with the name %j, which the Git host obeys", (template, name) => {
    const { render } = compilePathTemplate(template);
    const refused = expect.objectContaining({ code: "invalid", detail: expect.stringContaining("obeys") });
    expect(() => render({ ...variables, name })).toThrow(refused);
  });

  it("fill in labels of the namespace, and match them", () => {
    const compiled = compilePathTemplate("{label:acme.com/cost-centre}/{label:env}-{label:env}/{name}.yaml");
    const labels = { "acme.com/cost-centre": "c1", env: "dev" };
    expect(compiled.hasLabels).toBe(true);
    expect(compiled.render({ ...variables, labels })).toBe("c1/dev-dev/orders-db.yaml");
    expect(compiled.match("c1/dev-dev/orders-db.yaml")?.name).toBe("orders-db");
    expect(compiled.match("c1/dev-prod/orders-db.yaml")).toBeUndefined();
  });

  it.each<[template: string, detail: string, missing: Partial<PathVariables>]>([
    ["{label:env}/{name}.yaml", "The namespace team-a has no label env", { labels: { other: "x" } }],
    ["{label:env}/{name}.yaml", "The namespace team-a has no label env", { labels: { env: "" } }],
    ["{label:constructor}/{name}.yaml", "has no label constructor", { labels: {} }],
    ["{team}/{name}.yaml", "None of your groups is a team", { team: undefined }],
    ["{owner}/{name}.yaml", "This request has no owner", { owner: undefined }],
  ])("refuse %s without its value", (template, detail, missing) => {
    const render = () => compilePathTemplate(template).render({ ...variables, ...missing });
    expect(render).toThrow(
      expect.objectContaining({ code: "invalid", detail: expect.stringContaining(detail) }),
    );
  });

  it("do not match a path of another format", () => {
    expect(compilePathTemplate(DEFAULT_PATH_TEMPLATE).match("apps/orders-db.yaml")).toBeUndefined();
  });
});

describe("branch names", () => {
  const input = { operation: "create", object, path: "a.yaml", content: "x", base: null } as const;
  it("contain the operation, the namespace, the kind and the name", () => {
    expect(nameBranch(input)).toMatch(/^vitrine\/create\/team-a\/postgresqls\/orders-db-[0-9a-f]{8}$/);
    const cluster = { ...object, namespace: undefined };
    expect(nameBranch({ ...input, object: cluster })).toMatch(/^vitrine\/create\/_cluster\/postgresqls\//);
  });

  const others: [reason: string, other: Partial<Parameters<typeof nameBranch>[0]>][] = [
    ["operation", { operation: "delete" }],
    ["cluster", { object: { ...object, cluster: "other" } }],
    ["group", { object: { ...object, group: "other" } }],
    ["path", { path: "b.yaml" }],
  ];
  it.each(others)("differ by %s", (_, other) => {
    expect(nameBranch({ ...input, ...other })).not.toBe(nameBranch(input));
  });

  const change = { ...input, operation: "update", base: "0" } as const;
  it.each<[string, Partial<Parameters<typeof nameBranch>[0]>]>([
    ["content", { content: "y" }],
    ["base", { base: "1" }],
  ])("of an update differ by %s", (_, other) => {
    expect(nameBranch({ ...change, ...other })).not.toBe(nameBranch(change));
  });

  it("of a new object do not depend on its content, so that the Git host creates one branch", () => {
    expect(nameBranch({ ...input, content: "y" })).toBe(nameBranch(input));
  });
});

const REQUEST_ID = "0f0e0d0c-0b0a-4908-8706-050403020100";

describe("trailers", () => {
  const trailers = { operation: "create", entry: "crd.demo.x", object, path: "a b.yaml", key: "k" } as const;
  const rows: [reason: string, trailers: Parameters<typeof formatTrailers>[0]][] = [
    ["all trailers", trailers],
    [
      "confirmed values with any key",
      {
        ...trailers,
        noSecrets: [
          { path: "/spec/env/0/value", digest: 7_199_254_740_991 },
          { path: '/spec/x: "y"\nVitrine-Path: z', digest: 0 },
          { path: "/spec/a\u2028Vitrine-Path: z", digest: 1, reason: 'A "sample" \\ of ours.' },
          { path: "", digest: 2, reason: '" "' },
        ],
      },
    ],
    ["the id of the HTTP request", { ...trailers, requestId: REQUEST_ID }],
    ["no offer and no key", { ...trailers, entry: undefined, key: undefined }],
    [
      "an object of the core group without a namespace",
      { ...trailers, object: { ...object, group: "", namespace: undefined } },
    ],
  ];
  it.each(rows)("are read back: %s", (_, value) => {
    const found = parseTrailers(`Words.\n\n${formatTrailers(value)}\n`);
    expect(JSON.parse(JSON.stringify(found))).toEqual(JSON.parse(JSON.stringify(value)));
  });

  it.each(["x /spec/a", "1 /spec/a", '1 "\\q"', "1 7", '1 "/a" "b" "c"', '1 "/a" b'])(
    "ignore an invalid confirmed value: %s",
    (line) => {
      const text = `${formatTrailers(trailers)}\nVitrine-No-Secret: ${line}`;
      expect(parseTrailers(text)).toEqual(trailers);
    },
  );

  it("ignore an id of the HTTP request that is no UUID", () => {
    const text = formatTrailers({ ...trailers, requestId: REQUEST_ID });
    expect(parseTrailers(text.replace(REQUEST_ID, "<b>x</b>"))).toEqual(trailers);
  });

  it("read a confirmation without a reason and drop a reason with a line break", () => {
    const read = (line: string) =>
      parseTrailers(`${formatTrailers(trailers)}\nVitrine-No-Secret: ${line}`)?.noSecrets;
    expect(read('7 "/spec/a"')).toEqual([{ path: "/spec/a", digest: 7 }]);
    expect(read('7 "/spec/a" "two\\nlines"')).toEqual([{ path: "/spec/a", digest: 7 }]);
  });

  it("start at a line break of Git and not at a Unicode line separator", () => {
    const text = formatTrailers(trailers).replace(
      "Vitrine-Kind: ",
      "Vitrine-Kind: x\u2028Vitrine-Path: other ",
    );
    expect(parseTrailers(text)?.path).toBe(trailers.path);
  });

  const none: [reason: string, text: string][] = [
    ["a body without trailers", "Just words."],
    ["a paragraph that is not the last", `${formatTrailers(trailers)}\n\nMore words.`],
    ["an unknown operation", formatTrailers(trailers).replace("create", "destroy")],
    ["an object with too many parts", formatTrailers(trailers).replace("orders-db", "orders/db")],
  ];
  it.each(none)("are not found in %s", (_, text) => expect(parseTrailers(text)).toBeUndefined());

  it("cannot be forged by text of a person", () => {
    const changes = [
      { path: "/x", label: "X\n\nVitrine-Path: b", before: 1, after: "\nVitrine-Operation: delete" },
    ];
    const body = formatBody(
      "update",
      "PostgreSQL\nVitrine-Kind: X",
      object,
      "Ana\n\nVitrine-Path: c",
      changes,
    );
    expect(body).not.toMatch(/^Vitrine-/m);
    expect(parseTrailers(`${body}\n\n${formatTrailers(trailers)}`)).toEqual(trailers);
  });

  it("hash a key together with the person", () => {
    expect(hashKey("ana", "1")).toBe(hashKey("ana", "1"));
    expect(hashKey("ana", "1")).not.toBe(hashKey("bo", "1"));
  });
});

describe("title and body", () => {
  it("name the requester, the object and the changes", () => {
    expect(formatTitle("create", "PostgreSQL", object)).toBe("Create PostgreSQL orders-db in team-a");
    const changes = [{ path: "/spec/size", label: "Size", before: undefined, after: "x".repeat(200) }];
    expect(formatBody("update", "PostgreSQL", object, "Ana", changes)).toBe(
      `Ana requests a change of PostgreSQL orders-db in team-a.\n\n- Size: not set → ${"x".repeat(79)}…`,
    );
  });
});

describe("listChanges", () => {
  const form = {
    schema: {
      properties: { spec: { properties: { storage: { properties: { size: { title: "Disk" } } } } } },
    },
    uiSchema: {},
    defaults: {},
  };
  const rows: [reason: string, before: object | undefined, after: object | undefined, changes: unknown[]][] =
    [
      ["lists nothing for equal objects", { spec: { a: 1 } }, { spec: { a: 1 } }, []],
      ["ignores the order of keys", { spec: { a: 1, b: 2 } }, { spec: { b: 2, a: 1 } }, []],
      [
        "lists a changed value with the title of its field",
        { spec: { storage: { size: 1 } } },
        { spec: { storage: { size: 2 } } },
        [["/spec/storage/size", "Storage › Disk", 1, 2]],
      ],
      [
        "lists each field of a new object",
        undefined,
        { kind: "A", metadata: { name: "a" }, spec: { a: { b: true } } },
        [["/spec/a/b", "A › B", undefined, true]],
      ],
      [
        "lists each field of a removed object",
        { kind: "A", spec: { a: 1 } },
        undefined,
        [["/spec/a", "A", 1, undefined]],
      ],
      [
        "lists a list of plain values as one field",
        { spec: { tags: ["a"] } },
        { spec: { tags: ["a", "b"] } },
        [["/spec/tags", "Tags", ["a"], ["a", "b"]]],
      ],
      [
        "lists the changed field in a list of objects",
        { spec: { users: [{ n: 1 }] } },
        { spec: { users: [{ n: 2 }] } },
        [["/spec/users/0/n", expect.stringContaining("N"), 1, 2]],
      ],
      [
        "treats false and null as values",
        { spec: { a: false } },
        { spec: { a: null } },
        [["/spec/a", "A", false, null]],
      ],
      ["lists an empty object", undefined, { spec: { a: {} } }, [["/spec/a", "A", undefined, {}]]],
      [
        "lists another API version",
        { apiVersion: "a/v1" },
        { apiVersion: "a/v2" },
        [["/apiVersion", "API version", "a/v1", "a/v2"]],
      ],
      [
        "escapes slashes in keys",
        { metadata: { labels: { "a/b": "1" } } },
        { metadata: { labels: { "a/b": "2" } } },
        [["/metadata/labels/a~1b", expect.any(String), "1", "2"]],
      ],
    ];
  it.each(rows)("%s", (_, before, after, changes) => {
    const found = listChanges(before as Record<string, unknown>, after as Record<string, unknown>, form);
    expect(found.map(({ path, label, before: one, after: other }) => [path, label, one, other])).toEqual(
      changes,
    );
  });
});

describe("diffs", () => {
  const rows: [reason: string, before: string | undefined, after: string | undefined, diff: string][] = [
    ["is empty for equal texts", "a\n", "a\n", ""],
    ["shows a new file", undefined, "a\nb\n", "--- /dev/null\n+++ b/f\n@@ -0,0 +1,2 @@\n+a\n+b\n"],
    ["shows a removed file", "a\n", undefined, "--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"],
    ["shows a changed line", "a\nb\nc\n", "a\nB\nc\n", "--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"],
    [
      "shows distant changes in separate hunks",
      "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
      "one\n2\n3\n4\n5\n6\n7\n8\nnine\n",
      "--- a/f\n+++ b/f\n@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n 4\n@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n+nine\n",
    ],
  ];
  it.each(rows)("%s", (_, before, after, diff) => expect(formatUnifiedDiff("f", before, after)).toBe(diff));

  it("contain both texts completely", () => {
    const alphabet = ["a", "b", "c"];
    for (let seed = 1; seed < 300; seed += 1) {
      const text = (step: number) =>
        Array.from(
          { length: (seed * step) % 11 },
          (_, index) => `${alphabet[(seed * (index + step) * 7) % 3]}\n`,
        ).join("");
      const [before, after] = [text(3), text(5)];
      const lines = diffLines(before, after);
      const side = (other: string) =>
        lines
          .filter(({ type }) => type !== other)
          .map((line) => `${line.text}\n`)
          .join("");
      expect([side("added"), side("removed")]).toEqual([before, after]);
    }
  });

  it("compare texts without a common line quickly", () => {
    const text = (letter: string) =>
      Array.from({ length: 20_000 }, (_, index) => `${letter}${index}`).join("\n");
    expect(diffLines(text("a"), text("b"))).toHaveLength(40_000);
  });
});

it.each([
  [0, "0 s"],
  [59_999, "59 s"],
  [540_000, "9 min"],
  [7_200_000, "2 h"],
  [200_000_000, "2 d"],
])("formatAge formats %d ms as %s", (milliseconds, text) => expect(formatAge(milliseconds)).toBe(text));
