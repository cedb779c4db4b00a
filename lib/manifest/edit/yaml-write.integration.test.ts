import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { openYamlReader } from "#demo/local-stack/testing/test-yaml-reader";
import { editYaml } from "#lib/manifest/edit/yaml-edit";
import { writeYaml } from "#lib/manifest/edit/yaml-options";
import { readValue } from "#lib/manifest/yaml/reader";
import { canonicalValue, parseExactly } from "#lib/manifest/yaml/testing/canonical";
import { createRandom, type Random } from "#lib/schema/testing/random";

const reader = openYamlReader();
afterAll(() => reader.stop());

/** Texts that a YAML writer must quote, escape or lay out with care. */
const TEXTS = [
  ..."y Y yes no on Off true null Null ~ = << - -- --- ... ? : # & * ! | > % @ ` ' \" [ ] { } , .".split(" "),
  ..."0 -0 +1 08 0777 0o14 0O14 0b11 0B11 0x1F 1_000 1e3 1e3_0 1E3 1. .5 1.5 .inf -.INF .nan 1:30 2001-12-14".split(
    " ",
  ),
  ..."9007199254740993 1e999 ._5 e3 +_1 -_.5 a:b a#b -a ?a :a !a 10Gi v1.2.3 é 😀".split(" "),
  "",
  " ",
  "\t",
  "\n",
  "\n\n",
  " \n",
  "\n ",
  "\ta\nb",
  " a\nb",
  "\n a\nb",
  "\n\ta\n",
  "a\n",
  "a\n\n",
  "a\n b\n\tc\n",
  "a \nb\t\n",
  "a\n ",
  "a\n\t",
  "\r",
  "a\rb",
  "a\r\nb\r\n",
  "a: b",
  "a #b",
  "# a",
  "- a",
  "? a",
  "a:",
  " a",
  "a ",
  "a\tb",
  "%a",
  "---\na",
  "...\na",
  "a\n---\nb\n",
  "a\n# b\n",
  "'a'",
  '"a"',
  "a\\b",
  "\\n",
  "\0",
  "\u0007\u001b\u007f",
  "a\u0085b",
  "a\u2028b\u2029c",
  "\ufeffa",
  "a\ufeffb",
  "\ufffd\ufffe\uffff",
  "\u00a0",
  "x".repeat(200),
  "long words ".repeat(40),
  `${"long words ".repeat(40)}\nand a line`,
  "k".repeat(1100),
];

const NUMBERS = [
  ...[0, -1, 1.5, 1e21, 1e-7, 9007199254740991, -0.5],
  ...[9007199254740993n, 9223372036854775807n, -(2n ** 63n), 2n ** 64n - 1n],
];

function makeValue(random: Random, depth: number): unknown {
  const kind = depth > 0 ? random.int(0, 6) : random.int(0, 4);
  if (kind < 3) return random.chance(0.7) ? random.pick(TEXTS) : random.pick(TEXTS) + random.pick(TEXTS);
  if (kind === 3) return random.pick(NUMBERS);
  if (kind === 4) return random.pick([true, false, null, {}, []]);
  return kind === 5
    ? Array.from({ length: random.int(1, 3) }, () => makeValue(random, depth - 1))
    : makeRecord(random, depth - 1);
}

function makeRecord(random: Random, depth: number): Record<string, unknown> {
  const count = random.int(1, 4);
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      random.chance(0.5) ? `key${index}` : random.pick(TEXTS),
      makeValue(random, depth),
    ]),
  );
}

const answer = z.object({ json: z.unknown() });

async function expectSame(written: readonly { text: string; value: unknown }[]): Promise<void> {
  const readings = await reader.read(written.map(({ text }) => text));
  const wrong = written.filter(({ text, value }, index) => {
    const { source = "{}", error } = readings[index] ?? {};
    const own = readValue(text);
    const wanted = canonicalValue(value);
    const byGo = error ? error : canonicalValue(answer.parse(parseExactly(source)).json);
    return byGo !== wanted || !own.ok || canonicalValue(own.value) !== wanted;
  });
  expect(wrong).toEqual([]);
}

it("writes each text as a value and as a key so that Go reads the same text", async () => {
  const values = TEXTS.flatMap((text) => [
    text,
    { a: text },
    [text],
    { [text]: 1 },
    { a: { [text]: text } },
    [[text]],
  ]);
  await expectSame(values.map((value) => ({ text: writeYaml(value), value })));
}, 120_000);

it("writes random values so that Go reads the same values", async () => {
  const values = Array.from({ length: 1_500 }, (_, index) => makeRecord(createRandom(`write/${index}`), 3));
  await expectSame(values.map((value) => ({ text: writeYaml(value), value })));
}, 120_000);

it("edits texts so that Go reads the new values", async () => {
  const edits = Array.from({ length: 500 }, (_, index) => {
    const random = createRandom(`edit/${index}`);
    const before = makeRecord(random, 2);
    const value = {
      ...before,
      [random.pick(Object.keys(before))]: makeValue(random, 1),
      more: random.pick(TEXTS),
    };
    return { text: editYaml(`# a comment\n${writeYaml(before)}`, value), value };
  });
  await expectSame(edits);
}, 120_000);

it.each<[string, string, string]>([
  [
    "a separator and a comment at the end",
    "---\na: 1 # one\nb: 2\n---\n# end of file\n",
    "---\na: 3 # one\nb: 2\n---\n# end of file\n",
  ],
  ["an empty document at the start", "# c\n---\n---\na: 1\nb: 2\n", "# c\n---\n---\na: 3\nb: 2\n"],
  ["a document end marker", "a: 1\nb: 2\n...\n", "a: 3\nb: 2\n...\n"],
  ["a byte order mark", "\ufeffa: 1\nb: 2\n", "\ufeffa: 3\nb: 2\n"],
  ["Windows line breaks", "a: 1\r\nb:   2\r\n", "a: 3\r\nb:   2\r\n"],
  ["an octal number", "a: 1\nb: 0o2\n", "a: 3\nb: 0o2\n"],
])("changes one line beside %s", (_reason, text, wanted) => {
  expect(editYaml(text, { a: 3, b: 2 })).toBe(wanted);
});
