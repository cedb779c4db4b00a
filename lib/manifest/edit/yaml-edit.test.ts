import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { editYaml } from "#lib/manifest/edit/yaml-edit";
import { YAML_OPTIONS } from "#lib/manifest/edit/yaml-options";
import { isRecord, type JsonRecord, writePointer } from "#lib/schema/pointer";

function read(text: string): JsonRecord {
  const value: unknown = parse(text, YAML_OPTIONS);
  return isRecord(value) ? value : {};
}

/** The text with one field changed; undefined removes it. */
function change(text: string, pointer: string, value: unknown): string {
  return editYaml(text, writePointer(read(text), pointer, value));
}

describe("editYaml", () => {
  const rows: [reason: string, before: string, pointer: string, value: unknown, after: string][] = [
    [
      "changes a scalar and keeps the layout around it",
      "a:   'x'    # why\nb:  [1,2]\n",
      "/a",
      "y",
      "a:   'y'    # why\nb:  [1,2]\n",
    ],
    [
      "changes a scalar in a flow map",
      "a: {b: 1,c: two} # why\n",
      "/a/c",
      "three",
      "a: {b: 1,c: three} # why\n",
    ],
    [
      "quotes text that would end a flow map",
      "a: {b: x, c: 1}\n",
      "/a/b",
      "x, y}",
      'a: {b: "x, y}", c: 1}\n',
    ],
    ["replaces an octal number", "a: 0644\nb: 0x10\n", "/a", 8, "a: 8\nb: 0x10\n"],
    ["quotes text that YAML would read as a boolean", "a: yes\n", "/a", "no", 'a: "no"\n'],
    [
      "appends a key that is last in the value",
      "# top\na: 1\n# about c\nc: 3\n",
      "/b",
      2,
      "# top\na: 1\n# about c\nc: 3\nb: 2\n",
    ],
    [
      "removes only the line of a removed key",
      "a: 1\nb: 2 # gone\n# about c\nc: 3\n",
      "/b",
      undefined,
      "a: 1\n# about c\nc: 3\n",
    ],
    [
      "changes a block scalar and keeps its neighbours",
      "a: |\n  one\n  two\nb:   2\n",
      "/a",
      "one\nthree\n",
      "a: |\n  one\n  three\nb:   2\n",
    ],
    [
      "keeps a block scalar beside the change",
      "a: >-\n  one\n\n  two\nb: 2\n",
      "/b",
      3,
      "a: >-\n  one\n\n  two\nb: 3\n",
    ],
    ["adds no line break at the end of the text", "a: 1\nb: 2", "/b", 3, "a: 1\nb: 3"],
    [
      "keeps the comment of an empty value",
      "a: # later\nb: 1\n",
      "/a",
      { c: 1 },
      "a:\n  # later\n  c: 1\nb: 1\n",
    ],
    ["keeps keys that are not text", "1: a\nyes: b\nc:  d # why\n", "/c", "e", "1: a\nyes: b\nc:  e # why\n"],
    [
      "keeps an anchor whose value does not change",
      "a: &x {p:  1} # why\nb: *x\nc: 1\n",
      "/c",
      2,
      "a: &x {p:  1} # why\nb: *x\nc: 2\n",
    ],
    [
      "writes out an alias whose value changes",
      "a: &x\n  p: 1 # why\nb: *x\n",
      "/b/p",
      2,
      "a: &x\n  p: 1 # why\nb:\n  p: 2\n",
    ],
    [
      "writes out an alias whose anchor is removed",
      "a: &x\n  p: 1\nb: *x # why\n",
      "/a",
      undefined,
      "b:\n  # why\n  p: 1\n",
    ],
    [
      "keeps a merge key whose values do not change",
      "a: &x\n  p: 1\nb:\n  <<: *x\n  q: 2 # why\n",
      "/b/q",
      3,
      "a: &x\n  p: 1\nb:\n  <<: *x\n  q: 3 # why\n",
    ],
    [
      "overrides a merged key beside the merge key",
      "a: &x\n  p: 1\nb:\n  <<: *x\n  q: 2 # why\n",
      "/b/p",
      3,
      "a: &x\n  p: 1\nb:\n  <<: *x\n  p: 3\n  q: 2 # why\n",
    ],
    ["keeps the notation of an unchanged number", "a: 1\nb: 1.50 # why\n", "/a", 2, "a: 2\nb: 1.50 # why\n"],
  ];
  it.each(rows)("%s", (_why, before, pointer, value, after) => {
    const text = change(before, pointer, value);
    expect(text).toBe(after);
    expect(read(text)).toEqual(JSON.parse(JSON.stringify(writePointer(read(before), pointer, value))));
  });

  it("adds keys in the order of the value and keeps each comment above its key", () => {
    const text = editYaml("spec:\n  # about size\n  size: s\n  zone: z\n", {
      spec: { name: "new", size: "s", storage: "x", zone: "z" },
    });
    expect(text).toBe("spec:\n  name: new\n  # about size\n  size: s\n  storage: x\n  zone: z\n");
  });

  it("renames a key in place and keeps its comments", () => {
    const text = editYaml("m:\n  a: 1\n  # about b\n  b: 2 # why\n  c: 3\n", { m: { a: 1, bb: 2, c: 3 } });
    expect(text).toBe("m:\n  a: 1\n  # about b\n  bb: 2 # why\n  c: 3\n");
  });

  const list =
    "l:\n  # about a\n  - name: a # first\n    size: 1\n  # about b\n  - name: b # second\n    size: 2\n  - name: c\n    size: 3\n";
  const [a, b, c] = [
    { name: "a", size: 1 },
    { name: "b", size: 2 },
    { name: "c", size: 3 },
  ];
  const moves: [reason: string, next: unknown[], after: string][] = [
    [
      "moves the comments of an item with the item",
      [b, a, c],
      "l:\n  # about b\n  - name: b # second\n    size: 2\n  # about a\n  - name: a # first\n    size: 1\n  - name: c\n    size: 3\n",
    ],
    [
      "matches a moved and changed item by its name",
      [c, a, { ...b, size: 5 }],
      "l:\n  - name: c\n    size: 3\n  # about a\n  - name: a # first\n    size: 1\n  # about b\n  - name: b # second\n    size: 5\n",
    ],
    [
      "removes only the comments of a removed item",
      [a, c],
      "l:\n  # about a\n  - name: a # first\n    size: 1\n  - name: c\n    size: 3\n",
    ],
    [
      "keeps the comment of the first item when an item is added before it",
      [{ name: "z" }, a, b, c],
      `l:\n  - name: z\n${list.slice(3)}`,
    ],
  ];
  it.each(moves)("%s", (_why, next, after) => expect(editYaml(list, { l: next })).toBe(after));

  it("replaces text that is not a YAML mapping", () => {
    expect(editYaml("- a\n", { a: 1 })).toBe("a: 1\n");
    expect(editYaml("a: [", { a: 1 })).toBe("a: 1\n");
  });
});

describe("editYaml with random values", () => {
  // mulberry32: the same numbers in every run.
  function seed(start: number): () => number {
    let state = start;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  }

  const SCALARS = [
    "text",
    "yes",
    "0644",
    "two words # no comment",
    "a: b",
    "",
    true,
    false,
    0,
    12,
    1.5,
    "line\nline\n",
    "{x",
    "é",
    null,
  ];
  const NAMES = ["a", "b", "c", "size", "on", "1", "x/y"];

  function build(random: () => number, depth: number): unknown {
    const pick = random();
    if (depth === 0 || pick < 0.5) return SCALARS[Math.floor(random() * SCALARS.length)];
    const length = Math.floor(random() * 4);
    if (pick < 0.65) return Array.from({ length }, () => build(random, depth - 1));
    return Object.fromEntries(
      Array.from({ length }, () => [NAMES[Math.floor(random() * NAMES.length)], build(random, depth - 1)]),
    );
  }

  /** Comments above and after parts that no change removes. */
  const kept = [
    "apiVersion: v1 # kept 1",
    "# kept 2",
    "kind: Sample",
    "metadata: # kept 3",
    "  name: x # kept 4",
    "  # kept 5",
    "  labels: {team: a} # kept 6",
    "# kept 7",
  ];

  it("writes the value, keeps the comments outside the change, and keeps a text that already has the value", () => {
    const random = seed(7);
    for (let round = 0; round < 120; round += 1) {
      const head = kept.join("\n");
      let text = `${head}\nspec:\n  note: n # spec\n`;
      for (let step = 0; step < 4; step += 1) {
        const next = {
          ...read(text),
          spec: { note: "n", ...Object.fromEntries([["v", build(random, 3)]]), w: build(random, 2) },
        };
        text = editYaml(text, next);
        expect(read(text), text).toEqual(next);
        for (let index = 1; index <= 7; index += 1) expect(text).toContain(`# kept ${index}`);
        expect(text.startsWith(head), text).toBe(true);
        expect(editYaml(text, next)).toBe(text);
      }
    }
  }, 60_000);
});

describe("editYaml changes one scalar of several lines, or to several lines", () => {
  const around = (field: string) =>
    `spec:   # kept\n     "a" : [ 1,2 ]\n     ${field}\n     z:\n         - 1_000\n`;
  it.each<[why: string, before: string, value: unknown, after: string]>([
    [
      "a block becomes another block",
      "text: |\n        old\n\n        end",
      "new\nend\n",
      "text: |\n       new\n       end",
    ],
    ["a block becomes one line", "text: > # why\n        old\n        end", "new", "text: new # why"],
    ["one line becomes a block", "text: old # why", "new\nend\n", "text: | # why\n       new\n       end"],
    ["a block keeps blank lines after it", "text: |-\n        old\n", 7, "text: 7\n"],
  ])("%s", (_why, before, value, after) => {
    const next = { spec: { a: [1, 2], text: value, z: [1000] } };
    expect(editYaml(around(before), next)).toBe(around(after));
  });

  it("ends the last line of a block at the end of a text", () => {
    expect(editYaml("a:   1\ntext: old", { a: 1, text: "new\nend\n" })).toBe(
      "a:   1\ntext: |\n  new\n  end\n",
    );
  });
});
