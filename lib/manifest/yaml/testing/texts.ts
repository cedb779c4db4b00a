/** YAML texts made by chance: most are read, many are odd, some are broken. The same seed gives the same texts. */
import type { Random } from "#lib/schema/testing/random";

/** Scalars that readers have disagreed on, as they stand in a text. */
const SCALARS = [
  ..."a true false yes No on OFF y N ~ null Null nul nULL = << - -- --- . .. ... # ' \" ? : ! & * @ ` % | >".split(
    " ",
  ),
  ..."0 -0 +0 00 08 007 0777 -0777 0o14 0o9 0O14 0x1F 0XFF -0x10 0b11 0B11 -0b11 +0b11 0b12 0b 0x 1_000 1_ _1 1__0".split(
    " ",
  ),
  ..."1e3 1E3 1e3_0 1.5 1. .5 -.5 +.5 .e3 1.e5 1e999 -1e999 1e-400 1.0 -1.50 .inf -.INF .NaN 1:30 12:30:45".split(
    " ",
  ),
  ..."9007199254740991 9007199254740993 9223372036854775807 9223372036854775808 -9223372036854775808".split(
    " ",
  ),
  ..."-9223372036854775809 18446744073709551615 18446744073709551616 +9223372036854775808 0x7fffffffffffffff".split(
    " ",
  ),
  ..."0xffffffffffffffff 01777777777777777777777 100000000000000000000 1e20 1e21 1e22 123456789.123456789".split(
    " ",
  ),
  ..."2001-12-14 2001-12-14t21:59:43.10-05:00 2001-1-1T1:1:1Z 1.2.3 10.0.0.1 1,5 10Gi 500m v1 a:b a#b".split(
    " ",
  ),
  "2001-12-14 21:59:43.10",
  "a b  c",
  "a # comment",
  "a\t# comment",
  "a: b",
  "a :b",
  "a:\tb",
  "- a",
  "-\ta",
  "? a",
  "\ta",
  "a\t",
  "[a, b]",
  "[a, b: c, ? d, : e, ]",
  "[a b, 'c', \"d\",]",
  "[,]",
  "[a,,b]",
  "[[[]]]",
  "{a: b, c}",
  "{a, b: , ? c : d, ? e}",
  '{"a":b}',
  "{a:b}",
  "{a: b,}",
  "{,}",
  "{a: [b, {c: d}], 'e': \"f\"}",
  "{ }",
  "[ ]",
  "''",
  '""',
  "'it''s'",
  "'a\n   b\n\n  c'",
  '"a\\\n   b\n  c\\\n\n  d"',
  '"a\\tb\\x41\\u0041\\U00000041\\0\\e\\_\\N\\L\\P"',
  '"\\ud83d\\ude00"',
  '"\\/"',
  '"\\q"',
  '"a \\\n  \\ b"',
  '"\\U0001F600"',
  "'unterminated",
  '"unterminated',
  "😀 é ß",
  "a\n  b\n\n  c",
  "a\n  # comment\n  b",
  "|\n    a\n     b\n\n    c\n",
  ">\n    a\n    b\n\n     c\n    d\n",
  "|-\n    a\n\n\n",
  "|+\n    a\n\n\n",
  ">+\n\n    a\n\n",
  "|2\n      a\n",
  "|1-\n   a\n",
  ">-9\n   a\n",
  "|0\n   a\n",
  "|\n\n      \n    a\n",
  "|\n  \ta\n",
  "| # comment\n    a\n",
  "|a\n    b\n",
  ">\n\n",
  "&x a",
  "&x [a, b]",
  "&x {p: q}",
  "&x",
  "*x",
  "*missing",
  "{<<: *x, r: s}",
  "{r: s, <<: *x}",
  "{<<: [*x, {t: u}]}",
  "{p: 1, <<: *x}",
  "!!str a",
  "!x a",
] as const;

const KEYS = [
  ..."a b c spec name a-b a.b/c 1 16 0x10 1.5 1.50 0.1 1e3 true yes ~ null '<<' << 1_0 -1 - ? 2001-01-01 ''".split(
    " ",
  ),
  "a b",
  "'a'",
  '"a"',
  '"\\x61"',
  "'a: b'",
  "[a]",
  "&k a",
  "é😀",
  "__proto__",
  "constructor",
  "? a\n",
  `"${"k".repeat(1100)}"`,
] as const;

/** Pieces of text that a mutation puts somewhere. */
const PIECES = [
  ..." |  |\t|\n|\r\n|\r|\n\n|\n\n\n|:|: |- |-|,|[|]|{|}|'|\"|#| #|&a |*a|<<: |!|%|\\|---|\n---\n|\n...\n|\n--- \n|\n--- # c\n|\n---\t\n".split(
    "|",
  ),
  ..."\u0085 \u2028 \ufeff \0 \u007f é 😀 \ud800".split(" "),
  "|",
  "? ",
  "<<: {a: b}\n",
  "# comment\n",
  "%YAML 1.1\n",
  "- - - ",
  "\n  ",
  "\n    ",
  "\n\t",
  "\\n",
];

/** A text composed of maps, lists and scalars. */
export function composeText(random: Random): string {
  const head = random.pick([
    "",
    "",
    "",
    "---\n",
    "# comment\n---\n",
    "\ufeff",
    "---\n---\n",
    "\n\n",
    "--- # c\n",
  ]);
  const tail = random.pick([
    "",
    "",
    "",
    "\n",
    "---\n",
    "...\n",
    "\n---\n# end\n",
    "...\n---\n",
    "---\n...\n",
    "# end",
  ]);
  const identity = random.chance(0.7)
    ? "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: b\n"
    : "";
  const anchor = random.chance(0.2) ? "x: &x {p: q}\n" : "";
  const body = composeMap(random, "", random.int(1, 3));
  const text = head + identity + anchor + (identity ? `spec:\n${composeMap(random, "  ", 2)}` : body) + tail;
  return random.chance(0.1) ? text.replaceAll("\n", "\r\n") : text;
}

function composeMap(random: Random, indent: string, depth: number): string {
  const names = random.chance(0.8) ? ["a", "b", "c", "d-e", "f"] : KEYS;
  const lines = Array.from({ length: random.int(1, 4) }, (_, index) => {
    const key = random.chance(0.8) ? `${random.pick(names)}${index}` : random.pick(KEYS);
    const space = random.pick([" ", " ", " ", "  ", "\t", "", "\n"]);
    return `${indent}${key}:${composeValue(random, indent, depth, space)}`;
  });
  return random.chance(0.1) ? lines.join(random.pick(["\n", "# c\n", "  # c\n"])) : lines.join("");
}

function composeValue(random: Random, indent: string, depth: number, space: string): string {
  const further = indent + random.pick(["  ", "  ", "  ", " ", "    "]);
  if (depth > 0 && random.chance(0.3)) return `\n${composeMap(random, further, depth - 1)}`;
  if (depth > 0 && random.chance(0.3))
    return `\n${composeList(random, random.pick([indent, further]), depth - 1)}`;
  return `${space === "\n" ? " " : space}${pickScalar(random, further)}\n`;
}

function composeList(random: Random, indent: string, depth: number): string {
  return Array.from({ length: random.int(1, 3) }, () => {
    const dash = `${indent}-${random.pick([" ", " ", " ", "   ", "\t"])}`;
    if (depth > 0 && random.chance(0.3))
      return dash + composeMap(random, `${indent}  `, depth - 1).trimStart();
    if (depth > 0 && random.chance(0.2))
      return dash + composeList(random, `${indent}  `, depth - 1).trimStart();
    return `${dash}${pickScalar(random, `${indent}  `)}\n`;
  }).join("");
}

function pickScalar(random: Random, indent: string): string {
  const scalar = random.pick(SCALARS);
  return random.chance(0.9) ? scalar.replaceAll("\n", `\n${indent}`) : scalar;
}

/** A text with a few small changes anywhere. */
export function mutateText(random: Random, text: string): string {
  let changed = text;
  const count = random.int(1, 3);
  for (let round = 0; round < count; round += 1) changed = mutateOnce(random, changed);
  return changed;
}

function mutateOnce(random: Random, text: string): string {
  const at = random.int(0, text.length);
  const lines = text.split("\n");
  const line = random.int(0, lines.length - 1);
  switch (random.int(0, 6)) {
    case 0:
      return text.slice(0, at) + random.pick(PIECES) + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + random.int(1, 3));
    case 2:
      return lines.toSpliced(line, 1).join("\n");
    case 3:
      return lines.toSpliced(line, 0, lines[random.int(0, lines.length - 1)] ?? "").join("\n");
    case 4:
      return lines
        .with(line, `${random.pick([" ", "  ", "- ", "\t", "# ", "? "])}${lines[line] ?? ""}`)
        .join("\n");
    case 5:
      return lines.with(line, (lines[line] ?? "").replace(/^ {1,2}/, "")).join("\n");
    default:
      return lines
        .with(line, (lines[line] ?? "").replace(/:( .*)?$/, `: ${pickScalar(random, "      ")}`))
        .join("\n");
  }
}

/** Each odd scalar and key once, as a value, in a list, in brackets and as a key. */
export function listScalarTexts(): string[] {
  const values = SCALARS.flatMap((scalar) => [
    `a: ${scalar}\nb: c\n`,
    `- ${scalar}\n- b\n`,
    `a: [${scalar}, b]\n`,
    `a: {b: ${scalar}}\n`,
    `x: &x {p: q}\na:\n  b: ${scalar.replaceAll("\n", "\n  ")}\n`,
    `a:\n    ${scalar.replaceAll("\n", "\n    ")}\n`,
    `${scalar}\n`,
    scalar,
  ]);
  const keys = KEYS.flatMap((key) => [
    `${key}: v\n`,
    `{${key}: v}\n`,
    `a:\n  ${key}: v\n  b: c\n`,
    `- ${key}: v\n`,
    `${key} : v\n`,
  ]);
  return [...values, ...keys];
}
