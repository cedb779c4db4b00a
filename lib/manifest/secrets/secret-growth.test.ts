import { describe, expect, it } from "vitest";
import { maskValue } from "#lib/manifest/secrets/secret-mask";
import { findSecrets, scanSecrets, scanText } from "#lib/manifest/secrets/secret-scan";

const SHORT = 32 * 1024;
const GROWTH = 16;
/** Above any linear growth. Quadratic time would take 256 times as long. */
const MOST = 5 * GROWTH;
/** Milliseconds below which a measurement is not reliable. */
const LEAST = 4;

/** Texts in which a backtracking search would read the same characters repeatedly. */
const TEXTS: [why: string, piece: string][] = [
  ["one letter", "a"],
  ["names without a value", "password"],
  ["names on one line", "password="],
  ["names with a name as value", "password=password:"],
  ["quotes that open and never close", 'password="'],
  ["quotes of two kinds", `password="token='`],
  ["escaped quotes", 'password=\\"'],
  ["placeholders on one line", "password=$(x "],
  ["half a placeholder", "password=$" + "{"],
  ["flags", "--password --token "],
  ["entries without a value", "name: password\n"],
  ["entries on one line", '"name":"password",'],
  ["elements without an end tag", "<password>"],
  ["elements with a partial end tag", "<password>a</"],
  ["schemes", "https://"],
  ["the start of a URL", "a://b:"],
  ["a URL without a host", "://:@"],
  ["header lines of keys", "-----BEGIN PRIVATE KEY-----"],
  ["keys without an end line", `-----BEGIN PRIVATE KEY-----\n${"A".repeat(30)}\n`],
  ["starts of a key in base64", "LS0tLS1CRUdJTi"],
  ["starts of a signed token", "eyJ"],
  ["parts of a signed token", "eyJhbGciOiJI."],
  ["starts of tokens", "ghp_ glpat- xoxb- "],
  ["one long token", "ghp_A"],
  ["authorization headers", "Bearer Bearer "],
  ["user options of curl", "-u a:"],
  ["spaces", " "],
  ["lines", "\n"],
  ["manifests of a Secret", "kind: Secret\ndata:\n  a: b\n"],
  ["slashes", "/a"],
  ["acronyms", "password_IPIOHACA"],
];

/** CPU time of this process in milliseconds, which other processes do not change. */
function measure(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

describe("the search for secrets", () => {
  it.each(TEXTS)("takes time linear in the text: %s", (_why, piece) => {
    const make = (length: number) => piece.repeat(Math.ceil(length / piece.length));
    const run = (text: string) => () => {
      scanText(text);
      maskValue({ password: text, note: text }, scanSecrets({ password: text, note: text }));
    };
    const [short, long] = [make(SHORT), make(SHORT * GROWTH)];
    // Warm-up: compilation is not measured.
    run(short)();
    const before = measure(run(short));
    expect(measure(run(long))).toBeLessThan(MOST * Math.max(before, LEAST));
  });

  it.each<[why: string, make: (count: number) => object]>([
    [
      "many values",
      (count) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`password${at}`, "hunter2"])),
    ],
    [
      "many items",
      (count) => Array.from({ length: count }, (_, at) => ({ name: `TOKEN_${at}`, value: "hunter2" })),
    ],
    [
      "many levels",
      (count) =>
        Array.from({ length: count / 16 }).reduce<object>((inner) => ({ x: inner }), { password: "hunter2" }),
    ],
  ])("takes time linear in the values: %s", (_why, make) => {
    const [few, many] = [make(2_000), make(2_000 * GROWTH)];
    findSecrets(few);
    const before = measure(() => findSecrets(few));
    expect(measure(() => findSecrets(many))).toBeLessThan(MOST * Math.max(before, LEAST));
  });
});
