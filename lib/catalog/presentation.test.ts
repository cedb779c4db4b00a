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
      { title: "Namespace claim", description: "", icon: "package", owner: "", tags: [] },
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
    ["ignores a javascript: URL as icon", { "vitrine.dev/icon": "javascript:alert(1)" }, { icon: "package" }],
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

  const descriptions: [reason: string, schema: Record<string, unknown>, description: string][] = [
    ["comes from the schema", { description: "A namespace for a team." }, "A namespace for a team."],
    [
      "ignores the text that controller-gen generates",
      { description: "Widget is the Schema for the widgets API" },
      "",
    ],
    [
      "comes from spec when the description of the schema is generated",
      {
        description: "Widget is the Schema for the widgets API",
        properties: { spec: { description: "What you get." } },
      },
      "What you get.",
    ],
    [
      "ignores a generated description of spec",
      { properties: { spec: { description: "WidgetSpec defines the desired state of Widget" } } },
      "",
    ],
    ["ignores a description that is not text", { description: 7 }, ""],
  ];
  it.each(descriptions)("description: %s", (_, schema, description) => {
    expect(read({}, { schema }).description).toBe(description);
  });

  it("prefers the annotations of a Promise to those of its CRD", () => {
    const annotations: Record<string, string>[] = [
      { "vitrine.dev/title": "Promise" },
      { "vitrine.dev/title": "CRD", "vitrine.dev/owner": "data" },
    ];
    expect(read({}, { annotations })).toMatchObject({ title: "Promise", owner: "data" });
  });
});
