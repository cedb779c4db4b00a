import { describe, expect, it } from "vitest";
import { type Presentation, type PresentationInput, readPresentation } from "#lib/catalog/presentation";

function read(annotations: Record<string, string>, input: Partial<PresentationInput> = {}): Presentation {
  return readPresentation({
    annotations: [annotations],
    name: "NamespaceClaim",
    defaultIcon: "package",
    schema: undefined,
    ...input,
  });
}

describe("readPresentation", () => {
  const rows: [reason: string, annotations: Record<string, string>, expected: Partial<Presentation>][] = [
    [
      "derives the title from the kind without annotations",
      {},
      { title: "Namespace claim", icon: "boxes", category: "Environments", owner: "", tags: [] },
    ],
    [
      "prefers the annotation of the portal",
      { "vitrine.dev/title": "A", "ske.backstage.template/title": "B" },
      { title: "A" },
    ],
    ["reads the annotations of SKE", { "ske.backstage.template/title": "B" }, { title: "B" }],
    [
      "reads the annotations of TeraSky",
      { "terasky.backstage.io/title": "C", "terasky.backstage.io/owner": "data" },
      { title: "C", owner: "data" },
    ],
    ["ignores an empty title", { "vitrine.dev/title": "  " }, { title: "Namespace claim" }],
    [
      "reads the summary of a Kratix Promise",
      { "kratix.io/promise-summary": "A *shared* namespace." },
      { description: "A *shared* namespace." },
    ],
    [
      "reads an owner in Backstage format",
      { "vitrine.dev/owner": "group:default/data-team" },
      { owner: "data-team" },
    ],
    [
      "reads a Backstage owner without a namespace",
      { "vitrine.dev/owner": "group:data-team" },
      { owner: "data-team" },
    ],
    ["reads the name of a Lucide icon", { "vitrine.dev/icon": "hard-drive" }, { icon: "hard-drive" }],
    [
      "reads the URL of an image",
      { "vitrine.dev/icon": "https://example.com/a.svg" },
      { icon: "https://example.com/a.svg" },
    ],
    ["ignores a javascript: URL as icon", { "vitrine.dev/icon": "javascript:alert(1)" }, { icon: "boxes" }],
    [
      "reads the description that Crossplane packages have",
      { "meta.crossplane.io/description": "A database." },
      { description: "A database." },
    ],
    [
      "prefers the portal's category, also under a name of its own",
      { "vitrine.dev/category": "Team tools", "artifacthub.io/category": "database" },
      { category: "Team tools", icon: "package" },
    ],
    [
      "gives the icon of a category that the author names",
      { "vitrine.dev/category": "databases" },
      { category: "Databases", icon: "database" },
    ],
    [
      "reads the category of Artifact Hub",
      { "artifacthub.io/category": "monitoring-logging" },
      { category: "Monitoring" },
    ],
    [
      "ignores a foreign category without a known word",
      { "artifacthub.io/category": "skip-prediction" },
      { category: "Environments" },
    ],
    ["reads whether the platform team features it", { "vitrine.dev/featured": "true" }, { featured: true }],
    [
      "reads comma-separated tags once each",
      { "vitrine.dev/tags": "data, sql,data" },
      { tags: ["data", "sql"] },
    ],
    [
      "reads tags as JSON",
      { "terasky.backstage.io/backstage-tags": '["data", "sql"]' },
      { tags: ["data", "sql"] },
    ],
  ];
  it.each(rows)("%s", (_, annotations, expected) => {
    expect(read(annotations)).toMatchObject(expected);
  });

  const fields = (spec: object) => ({ properties: { spec: { properties: spec } } });
  const descriptions: [
    reason: string,
    schema: Record<string, unknown>,
    description: string,
    inferredFrom: Presentation["inferredFrom"],
  ][] = [
    [
      "comes from the schema",
      { description: "A namespace for a team." },
      "A namespace for a team.",
      "schema",
    ],
    [
      "ignores the text that controller-gen generates",
      { description: "Widget is the Schema for the widgets API" },
      "Namespace claim in a namespace.",
      "kind",
    ],
    [
      "keeps the sentence after the text of a generator",
      { description: "Instance is the Schema for the Instances API. Provides an RDS instance." },
      "Provides an RDS instance.",
      "schema",
    ],
    [
      "ignores the placeholder of Upjet",
      { description: "User is the Schema for the Users API. <no description>" },
      "Namespace claim in a namespace.",
      "kind",
    ],
    [
      "names four fields, the required ones first",
      {
        properties: {
          spec: { required: ["dbName"], properties: { a: {}, size: {}, dbName: {}, b: {}, c: {} } },
        },
      },
      "Namespace claim with DB name, a, size and b.",
      "fields",
    ],
    [
      "names no hidden field and no field of a tool's group",
      fields({ a: { "x-ui-hidden": true }, b: { "x-ui-group": "Crossplane settings" }, cpu: {} }),
      "Namespace claim with CPU.",
      "fields",
    ],
    [
      "comes from spec when the description of the schema is generated",
      {
        description: "Widget is the Schema for the widgets API",
        properties: { spec: { description: "What you get." } },
      },
      "What you get.",
      "schema",
    ],
    [
      "ignores a generated description of spec",
      { properties: { spec: { description: "WidgetSpec defines the desired state of Widget" } } },
      "Namespace claim in a namespace.",
      "kind",
    ],
    ["ignores a description that is not text", { description: 7 }, "Namespace claim in a namespace.", "kind"],
  ];
  it.each(descriptions)("description: %s", (_, schema, description, inferredFrom) => {
    expect(read({}, { schema, scope: "Namespaced" })).toMatchObject({ description, inferredFrom });
  });

  it("says nothing about the origin of a description that its author wrote", () => {
    expect(read({ "vitrine.dev/description": "A." }, { schema: { description: "B." } })).not.toHaveProperty(
      "inferredFrom",
    );
  });

  it("has the names of the first 20 fields", () => {
    const names = Array.from({ length: 25 }, (_, index) => `field${index}`);
    const schema = fields(Object.fromEntries(names.map((name) => [name, {}])));
    expect(read({}, { schema }).fields).toEqual(names.slice(0, 20));
  });

  it("reads a label where the annotation is missing", () => {
    expect(read({}, { labels: [{ "vitrine.dev/owner": "data" }] }).owner).toBe("data");
  });

  it("prefers the annotations of a Promise to those of its CRD", () => {
    const annotations: Record<string, string>[] = [
      { "vitrine.dev/title": "Promise" },
      { "vitrine.dev/title": "CRD", "vitrine.dev/owner": "data" },
    ];
    expect(read({}, { annotations })).toMatchObject({ title: "Promise", owner: "data" });
  });
});
