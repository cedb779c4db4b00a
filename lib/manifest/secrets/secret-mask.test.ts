import { describe, expect, it } from "vitest";
import { maskSpans, maskValue } from "#lib/manifest/secrets/secret-mask";
import { LEFT_OUT, OTHER_LEFT_OUT } from "#lib/manifest/secrets/secret-placeholders";
import { findSecrets, findSpans, scanSecrets } from "#lib/manifest/secrets/secret-scan";

/** In two parts, so that secret scanners do not report this test. */
const TOKEN = `ghp_${"a1B2c3D4e5F6".repeat(3)}`;

const VALUES: [why: string, value: object, masked: object][] = [
  ["a whole value", { password: "hunter2" }, { password: LEFT_OUT }],
  ["a number", { password: 123456 }, { password: LEFT_OUT }],
  ["only the token in a text", { note: `a ${TOKEN} b` }, { note: `a ${LEFT_OUT} b` }],
  ["each of several tokens", { note: `${TOKEN} ${TOKEN}` }, { note: `${LEFT_OUT} ${LEFT_OUT}` }],
  [
    "only the value on the line of a file",
    { ".env": "A=1\nPASSWORD=hunter2\nB=2" },
    { ".env": `A=1\nPASSWORD=${LEFT_OUT}\nB=2` },
  ],
  [
    "only the password of a URL",
    { url: "postgres://app:hunter2@db/x" },
    { url: `postgres://app:${LEFT_OUT}@db/x` },
  ],
  ["a key of a map", { env: { a: 1, [TOKEN]: 2 } }, { env: { a: 1, [`${LEFT_OUT} 2`]: 2 } }],
  ["the value after its argument", { args: ["--password", "hunter2"] }, { args: ["--password", LEFT_OUT] }],
  [
    "a value below a __proto__ key",
    JSON.parse('{"__proto__":{"token":"abc123"}}'),
    JSON.parse(`{"__proto__":{"token":"${LEFT_OUT}"}}`),
  ],
];

describe("mask", () => {
  it.each(VALUES)("replaces %s", (_why, value, masked) => {
    const shown = maskValue(value, scanSecrets(value));
    expect(shown).toEqual(masked);
    expect(findSecrets(shown), "what is shown holds none").toEqual([]);
  });

  it("marks a different secret differently from the same one", () => {
    const [before, after] = [
      { password: "hunter2", token: "abc123", note: `x ${TOKEN}` },
      { password: "hunter3", token: "abc123", note: `y ${TOKEN}` },
    ];
    expect(maskValue(after, scanSecrets(after), before)).toEqual({
      password: OTHER_LEFT_OUT,
      token: LEFT_OUT,
      note: `y ${LEFT_OUT}`,
    });
  });

  it.each<[why: string, text: string, shown: string]>([
    [
      "two overlapping spans with one mask",
      `Authorization: Bearer ${TOKEN}`,
      `Authorization: Bearer ${LEFT_OUT}`,
    ],
    ["a value with spaces", "password: 'two words'", `password: '${LEFT_OUT}'`],
    [
      "a whole private key",
      `a\n-----BEGIN ${"PRIVATE"} KEY-----\n${"A".repeat(64)}\n-----END ${"PRIVATE"} KEY-----\nb`,
      `a\n${LEFT_OUT}\nb`,
    ],
    [
      "a private key without an end and all text after it",
      `a\n-----BEGIN ${"PRIVATE"} KEY-----\n${"A".repeat(64)}\nb`,
      `a\n${LEFT_OUT}`,
    ],
  ])("covers %s in a text", (_why, text, shown) => {
    expect(maskSpans(text, findSpans(text))).toBe(shown);
  });
});
