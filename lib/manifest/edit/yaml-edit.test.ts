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
      "beside a scalar nothing moves",
      "a:   'x'    # why\nb:  [1,2]\n",
      "/a",
      "y",
      "a:   'y'    # why\nb:  [1,2]\n",
    ],
    ["in a flow map too", "a: {b: 1,c: two} # why\n", "/a/c", "three", "a: {b: 1,c: three} # why\n"],
    [
      "text that would end a flow map is quoted",
      "a: {b: x, c: 1}\n",
      "/a/b",
      "x, y}",
      'a: {b: "x, y}", c: 1}\n',
    ],
    ["a number in the author's notation goes", "a: 0644\nb: 0x10\n", "/a", 8, "a: 8\nb: 0x10\n"],
    ["text in place of a truth is quoted where it must be", "a: yes\n", "/a", "no", 'a: "no"\n'],
    [
      "a new key goes where the order of the value puts it",
      "# top\na: 1\n# about c\nc: 3\n",
      "/b",
      2,
      "# top\na: 1\n# about c\nc: 3\nb: 2\n",
    ],
    [
      "a removed key takes only its own line",
      "a: 1\nb: 2 # gone\n# about c\nc: 3\n",
      "/b",
      undefined,
      "a: 1\n# about c\nc: 3\n",
    ],
    [
      "a block scalar is changed and its neighbours are not",
      "a: |\n  one\n  two\nb:   2\n",
      "/a",
      "one\nthree\n",
      "a: |\n  one\n  three\nb:   2\n",
    ],
    ["beside a block scalar", "a: >-\n  one\n\n  two\nb: 2\n", "/b", 3, "a: >-\n  one\n\n  two\nb: 3\n"],
    ["a missing trailing line break stays missing", "a: 1\nb: 2", "/b", 3, "a: 1\nb: 3"],
    [
      "a comment where the value was empty",
      "a: # later\nb: 1\n",
      "/a",
      { c: 1 },
      "a:\n  # later\n  c: 1\nb: 1\n",
    ],
    ["keys that are no text", "1: a\nyes: b\nc:  d # why\n", "/c", "e", "1: a\nyes: b\nc:  e # why\n"],
    [
      "an anchor stays as long as all who use it agree",
      "a: &x {p:  1} # why\nb: *x\nc: 1\n",
      "/c",
      2,
      "a: &x {p:  1} # why\nb: *x\nc: 2\n",
    ],
    [
      "what an alias stands for is written out to be changed",
      "a: &x\n  p: 1 # why\nb: *x\n",
      "/b/p",
      2,
      "a: &x\n  p: 1 # why\nb:\n  p: 2\n",
    ],
    [
      "an anchor that goes leaves its meaning behind",
      "a: &x\n  p: 1\nb: *x # why\n",
      "/a",
      undefined,
      "b:\n  # why\n  p: 1\n",
    ],
    [
      "a merge stays where its meaning does",
      "a: &x\n  p: 1\nb:\n  <<: *x\n  q: 2 # why\n",
      "/b/q",
      3,
      "a: &x\n  p: 1\nb:\n  <<: *x\n  q: 3 # why\n",
    ],
    [
      "a merged key is overridden beside the merge",
      "a: &x\n  p: 1\nb:\n  <<: *x\n  q: 2 # why\n",
      "/b/p",
      3,
      "a: &x\n  p: 1\nb:\n  <<: *x\n  p: 3\n  q: 2 # why\n",
    ],
    ["a number without an equal stays what it is", "a: 1\nb: 1.50 # why\n", "/a", 2, "a: 2\nb: 1.50 # why\n"],
  ];
  it.each(rows)("%s", (_why, before, pointer, value, after) => {
    const text = change(before, pointer, value);
    expect(text).toBe(after);
    expect(read(text)).toEqual(JSON.parse(JSON.stringify(writePointer(read(before), pointer, value))));
  });

  it("puts new keys in the order of the value, and leaves a comment with the key that it is above", () => {
    const text = editYaml("spec:\n  # about size\n  size: s\n  zone: z\n", {
      spec: { name: "new", size: "s", storage: "x", zone: "z" },
    });
    expect(text).toBe("spec:\n  name: new\n  # about size\n  size: s\n  storage: x\n  zone: z\n");
  });

  it("renames a key in place, with its comments", () => {
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
      "an item that moves takes its comments along",
      [b, a, c],
      "l:\n  # about b\n  - name: b # second\n    size: 2\n  # about a\n  - name: a # first\n    size: 1\n  - name: c\n    size: 3\n",
    ],
    [
      "an item that moves and changes is found by its name",
      [c, a, { ...b, size: 5 }],
      "l:\n  - name: c\n    size: 3\n  # about a\n  - name: a # first\n    size: 1\n  # about b\n  - name: b # second\n    size: 5\n",
    ],
    [
      "an item that goes takes only its own comments",
      [a, c],
      "l:\n  # about a\n  - name: a # first\n    size: 1\n  - name: c\n    size: 3\n",
    ],
    [
      "an item in front leaves the first comment where it belongs",
      [{ name: "z" }, a, b, c],
      `l:\n  - name: z\n${list.slice(3)}`,
    ],
  ];
  it.each(moves)("%s", (_why, next, after) => expect(editYaml(list, { l: next })).toBe(after));

  it("writes anew what is no set of fields", () => {
    expect(editYaml("- a\n", { a: 1 })).toBe("a: 1\n");
    expect(editYaml("a: [", { a: 1 })).toBe("a: 1\n");
  });
});

describe("editYaml, whatever comes", () => {
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

  /** A comment above and behind every part that a change never takes away. */
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

  it("means what was meant, keeps the comments beside it, and comes back unchanged when it means it already", () => {
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
