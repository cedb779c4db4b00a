/** Deterministic YAML files in the styles of people, each with a field to change. */

/** A file, and one field of one of its documents. */
export interface GeneratedFile {
  text: string;
  /** Name of the object of the field. */
  name: string;
  path: string[];
  /** The new value of the field. */
  value: unknown;
  /** The lines of the field, from 0; `to` is the line after it. */
  lines: { from: number; to: number };
}

interface Field {
  path: string[];
  from: number;
  to: number;
}

type Random = (below: number) => number;

/** The generator of Park and Miller: the same numbers for the same seed, everywhere. */
function createRandom(seed: number): Random {
  let state = (seed % 2_147_483_646) + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const KEYS = ["size", "plan", "owner", "note", "zone", "team", "retention", "class", "mode", "label"];
const ODD_KEYS = [
  '"quoted key"',
  "'single'",
  "über",
  "a.b/c",
  "1st",
  '"true"',
  "key-with-dashes",
  "with space",
];
const PLAIN = [
  "small",
  "a b c",
  "http://example.com/a?b=c#d",
  "naïve café",
  "日本語",
  "🚀 go",
  "x:y",
  "a#b",
  "~/x",
];
const QUOTED = [
  '"yes"',
  "'no'",
  '"tab\\there"',
  "'it''s'",
  '"0644"',
  "'# no comment'",
  '"{a: b}"',
  '""',
  "'--- x'",
];
const TYPED = [
  "1",
  "0",
  "-7",
  "3.5",
  "true",
  "false",
  "null",
  "0x1F",
  "1_000",
  "2026-11-20",
  "12345678901234567890",
];
const LONG =
  "a long text that a writer would fold, because it has more than eighty characters in one single line";
const COMMENTS = ["# fine", "#tight", "# ünïcode ✓", "# a: b", "# ---", "#"];

/** Writes one document, line by line, and notes its fields. */
class DocumentWriter {
  readonly lines: string[] = [];
  /** The scalars that no alias repeats. */
  readonly fields: Field[] = [];
  readonly #random: Random;
  #anchors = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  writeObject(name: string, kind: string): void {
    this.#maybeComment("");
    this.lines.push(`apiVersion: demo.example/v1${this.#endComment()}`, `kind: ${this.#quote(kind)}`);
    this.lines.push("metadata:", `  name: ${name}`, "  namespace: team-a");
    if (this.#random(3) === 0) this.lines.push("  labels: {app: web, 'tier': \"back\"}");
    this.#maybeComment("");
    this.lines.push(`spec:${this.#endComment()}`);
    this.#writeMap(["spec"], this.#pick(["  ", "  ", "    "]), 0);
  }

  #writeMap(path: string[], indent: string, depth: number): void {
    const keys = this.#chooseKeys();
    for (const [index, key] of keys.entries()) {
      this.#maybeComment(indent);
      const from = this.lines.length;
      const own = [...path, readKey(key)];
      // Each object has a scalar at least.
      const kind = index === 0 && depth === 0 ? 0 : this.#random(depth < 3 ? 14 : 10);
      const isScalar = this.#writeField(own, key, indent, { depth, kind });
      if (isScalar) this.fields.push({ path: own, from, to: this.lines.length });
      if (this.#random(12) === 0) this.lines.push("");
    }
  }

  /** Writes a field; true for one with a scalar that no alias repeats. */
  #writeField(
    path: string[],
    key: string,
    indent: string,
    { depth, kind }: { depth: number; kind: number },
  ): boolean {
    const lead = `${indent}${key}:`;
    if (kind < 5) {
      this.lines.push(`${lead} ${this.#scalar()}${this.#endComment()}`);
      return true;
    }
    if (kind === 5) return this.#writeBlock(lead, indent);
    if (kind === 6) {
      this.lines.push(
        `${lead} ${this.#pick(["[a, 'b', 3]", '{a: 1, "b": [x, y]}', "[]", "{}", "[ spaced , out ]"])}`,
      );
      return false;
    }
    if (kind === 7) return this.#writeAlias(lead, indent, key);
    if (kind === 8) {
      const dash = this.#random(2) === 0 ? indent : `${indent}  `;
      this.lines.push(`${lead}${this.#endComment()}`);
      for (let n = 1 + this.#random(3); n > 0; n -= 1) this.lines.push(`${dash}- ${this.#scalar()}`);
      return false;
    }
    if (kind === 9) {
      this.lines.push(
        `${lead}`,
        `${indent}  - name: one`,
        `${indent}    ${this.#pick(KEYS)}x: ${this.#scalar()}`,
      );
      return false;
    }
    this.lines.push(`${lead}${this.#endComment()}`);
    this.#writeMap(path, `${indent}${this.#pick(["  ", "  ", "   "])}`, depth + 1);
    return false;
  }

  #writeBlock(lead: string, indent: string): boolean {
    this.lines.push(`${lead} ${this.#pick(["|", ">", "|-", ">-"])}`);
    this.lines.push(
      `${indent}  first line # no comment`,
      `${indent}  ${this.#pick(["second: line", "", LONG])}`,
    );
    this.lines.push(`${indent}  last`);
    return true;
  }

  #writeAlias(lead: string, indent: string, key: string): boolean {
    this.#anchors += 1;
    const anchor = `anchor-${this.#anchors}`;
    if (this.#random(2) === 0) this.lines.push(`${lead} &${anchor} ${this.#pick(PLAIN)}`);
    else this.lines.push(`${lead} &${anchor}`, `${indent}  deep: ${this.#scalar()}`, `${indent}  other: 1`);
    this.lines.push(`${indent}${key.replace(/^(["']?)/, "$1copy of ")}: *${anchor}`);
    return false;
  }

  #scalar(): string {
    return this.#pick([PLAIN, QUOTED, TYPED, [LONG, `"${LONG} \\" and more"`]][this.#random(4)] ?? PLAIN);
  }

  #chooseKeys(): string[] {
    const all = [...KEYS, ...ODD_KEYS];
    const first = this.#random(all.length);
    return Array.from(
      { length: 2 + this.#random(5) },
      (_, index) => all[(first + index * 5) % all.length] ?? "a",
    ).filter((key, index, keys) => keys.indexOf(key) === index);
  }

  #maybeComment(indent: string): void {
    if (this.#random(5) === 0) this.lines.push(`${indent}${this.#pick(COMMENTS)}`);
  }

  #endComment(): string {
    return this.#random(5) === 0 ? ` ${this.#pick(COMMENTS)}` : "";
  }

  #quote(text: string): string {
    return this.#pick([text, text, `"${text}"`, `'${text}'`]);
  }

  #pick<T extends string>(texts: readonly T[]): string {
    return texts[this.#random(texts.length)] ?? "";
  }
}

function readKey(key: string): string {
  return key.replace(/^["']|["']$/g, "");
}

const VALUES: readonly unknown[] = ["changed", 42, true, "two\nlines\n", "yes", "", "a: b # c", 0.5, "ünï"];

/** The file of a number. Equal numbers give equal files. */
export function generateFile(seed: number): GeneratedFile {
  const random = createRandom(seed * 7_919);
  const count = 1 + random(4);
  const own = random(count);
  const lines: string[] = random(6) === 0 ? ["# Head of the file.", ""] : [];
  let found: (Field & { start: number }) | undefined;
  for (let index = 0; index < count; index += 1) {
    if (index > 0 || random(4) === 0) lines.push(["---", "--- # next", "---"][random(3)] ?? "---");
    const writer = new DocumentWriter(random);
    writer.writeObject(`object-${index}`, index === own ? "Sample" : "Other");
    const field = writer.fields[random(writer.fields.length)];
    if (index === own && field) found = { ...field, start: lines.length };
    lines.push(...writer.lines);
    if (random(5) === 0) lines.push("...");
    if (random(6) === 0) lines.push(random(2) === 0 ? "# between" : "");
    // Only a separator can follow the end of a document.
    if (lines.at(-2) === "..." && lines.at(-1) === "# between") lines.pop();
  }
  if (!found) throw new Error("No field was written.");
  const { start, from, to, path } = found;
  const newline = random(4) === 0 ? "\r\n" : "\n";
  const end = random(5) === 0 ? "" : newline;
  return {
    text: (random(8) === 0 ? "\ufeff" : "") + lines.join(newline) + end,
    name: `object-${own}`,
    path,
    value: VALUES[random(VALUES.length)],
    lines: { from: start + from, to: start + to },
  };
}
