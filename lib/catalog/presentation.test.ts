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
      "nothing said: the kind in words",
      {},
      { title: "Namespace claim", description: "", icon: "package", owner: "", tags: [] },
    ],
    [
      "our annotation stands above all",
      { "vitrine.dev/title": "A", "ske.backstage.template/title": "B" },
      { title: "A" },
    ],
    ["SKE's hints are read", { "ske.backstage.template/title": "B" }, { title: "B" }],
    [
      "TeraSky's hints are read",
      { "terasky.backstage.io/title": "C", "terasky.backstage.io/owner": "data" },
      { title: "C", owner: "data" },
    ],
    ["an empty title is none", { "vitrine.dev/title": "  " }, { title: "Namespace claim" }],
    [
      "Kratix's own summary",
      { "kratix.io/promise-summary": "A *shared* namespace." },
      { description: "A *shared* namespace." },
    ],
    [
      "an owner as Backstage writes it",
      { "vitrine.dev/owner": "group:default/data-team" },
      { owner: "data-team" },
    ],
    ["an owner without a namespace", { "vitrine.dev/owner": "group:data-team" }, { owner: "data-team" }],
    ["a lucide icon", { "vitrine.dev/icon": "hard-drive" }, { icon: "hard-drive" }],
    ["a picture", { "vitrine.dev/icon": "https://example.com/a.svg" }, { icon: "https://example.com/a.svg" }],
    ["a script is no picture", { "vitrine.dev/icon": "javascript:alert(1)" }, { icon: "package" }],
    ["tags with commas, each once", { "vitrine.dev/tags": "data, sql,data" }, { tags: ["data", "sql"] }],
    ["tags as JSON", { "terasky.backstage.io/backstage-tags": '["data", "sql"]' }, { tags: ["data", "sql"] }],
  ];
  it.each(rows)("%s", (_, annotations, expected) => {
    expect(read(annotations)).toMatchObject(expected);
  });

  const descriptions: [reason: string, schema: Record<string, unknown>, description: string][] = [
    ["the schema's own", { description: "A namespace for a team." }, "A namespace for a team."],
    [
      "what controller-gen writes says nothing",
      { description: "Widget is the Schema for the widgets API" },
      "",
    ],
    [
      "then that of spec",
      {
        description: "Widget is the Schema for the widgets API",
        properties: { spec: { description: "What you get." } },
      },
      "What you get.",
    ],
    [
      "also when spec's is generated",
      { properties: { spec: { description: "WidgetSpec defines the desired state of Widget" } } },
      "",
    ],
    ["a description that is no text", { description: 7 }, ""],
  ];
  it.each(descriptions)("description: %s", (_, schema, description) => {
    expect(read({}, { schema }).description).toBe(description);
  });

  it("prefers the Promise's annotations to those of the CRD in it", () => {
    const annotations: Record<string, string>[] = [
      { "vitrine.dev/title": "Promise" },
      { "vitrine.dev/title": "CRD", "vitrine.dev/owner": "data" },
    ];
    expect(read({}, { annotations })).toMatchObject({ title: "Promise", owner: "data" });
  });
});
