import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { formatJson, formatJsonForYaml, isSameNumber, parseInteger, parseJson } from "#lib/exact-json";
import { createRandom } from "#lib/schema/testing/random";

const parseNatively = JSON.parse;

/** Simulates Node 20, which does not pass the source text to a reviver. */
function forgetSource(): void {
  vi.spyOn(JSON, "parse").mockImplementation((text, reviver) =>
    parseNatively(text, reviver && ((key: string, value: unknown) => reviver.call(undefined, key, value))),
  );
}

describe.each<[runtime: string, prepare: () => void]>([
  ["whose reviver receives the digits", () => {}],
  ["whose reviver does not receive the digits", forgetSource],
])("JSON with 64-bit integers on a runtime %s", (_runtime, prepare) => {
  beforeEach(prepare);
  afterEach(() => vi.restoreAllMocks());

  it.each<[reason: string, text: string, value: unknown]>([
    ["small numbers as numbers", "[1, -1, 1.5, 9007199254740991]", [1, -1, 1.5, 9007199254740991]],
    ["the first integer that a double changes", "9007199254740993", 9007199254740993n],
    ["the largest signed integer", "9223372036854775807", 9223372036854775807n],
    ["the smallest signed integer", "-9223372036854775808", -9223372036854775808n],
    ["the largest unsigned integer, as YAML allows it", "18446744073709551615", 18446744073709551615n],
    ["an integer beyond 64 bits as a double, as in Go", "18446744073709551616", 2 ** 64],
    ["a fraction as a double", "9007199254740993.5", 9007199254740994],
    ["a number with an exponent as a double", "1e18", 1e18],
    ["digits in a string as a string", '"9007199254740993"', "9007199254740993"],
    ["the last of two equal keys, as JSON.parse does", '{"a": 9007199254740993, "a": 1}', { a: 1 }],
  ])("reads %s", (_reason, text, value) => {
    expect(parseJson(text)).toStrictEqual(value);
  });

  it("keeps a key __proto__ and passes it to the reviver", () => {
    const text = '{"__proto__": {"a": 9007199254740993}}';
    const value = parseJson(text);
    expect(Object.keys(Object(value))).toEqual(["__proto__"]);
    const refuse = (key: string, child: unknown) => {
      if (key === "__proto__") throw new SyntaxError("refused");
      return child;
    };
    expect(() => parseJson(text, refuse)).toThrow("refused");
  });

  it.each([
    "{9007199254740993: 1}",
    "09007199254740993",
    "9007199254740993x",
    "[9007199254740993,]",
    '{"a": 9007199254740993} 1',
    "+9007199254740993",
    '"9007199254740993\n"',
  ])("refuses %j, as JSON.parse does", (text) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it.each<[reason: string, value: unknown, text: string]>([
    ["a value without a bigint", { a: [1, "x", null, undefined], b: undefined }, '{"a":[1,"x",null,null]}'],
    [
      "a value with a bigint",
      { a: [9007199254740993n, undefined], b: undefined },
      '{"a":[9007199254740993,null]}',
    ],
    ["a lone surrogate beside a bigint", ["\ud800", 9007199254740993n], '["\\ud800",9007199254740993]'],
    ["undefined as null", undefined, "null"],
  ])("writes %s", (_reason, value, text) => {
    expect(formatJson(value)).toBe(text);
  });

  it("keeps all digits of any 64-bit integer", () => {
    const random = createRandom("int64");
    for (let round = 0; round < 2_000; round += 1) {
      const digits = String(makeInt64(random));
      expect(formatJson(parseJson(`{"a":[${digits}]}`))).toBe(`{"a":[${digits}]}`);
    }
  });
});

function makeInt64({ int }: { int: (low: number, high: number) => number }): bigint {
  const bits = Array.from({ length: int(1, 64) }, () => int(0, 1)).join("");
  return BigInt.asIntN(64, BigInt(`0b${bits}`));
}

it("formatJsonForYaml escapes characters that YAML refuses or reads as line breaks", () => {
  const value = { text: "a\u007f\u0085\u2028\u2029\ufeff\ufffe \u00a0é😀\n" };
  const text = formatJsonForYaml(value);
  expect(text).toMatch(/^[\u0020-\u007e\u00a0-\u2027\u202a-\ufefe]*$/);
  expect(JSON.parse(text)).toEqual(value);
});

it.each<[text: string, value: number | bigint | undefined]>([
  ["80", 80],
  ["+80", 80],
  ["-9007199254740993", -9007199254740993n],
  ["9223372036854775807", 9223372036854775807n],
  ["9223372036854775808", undefined],
  ["1.0", undefined],
  ["1e3", undefined],
  ["", undefined],
  ["0x10", undefined],
])("parseInteger reads %j", (text, value) => {
  expect(parseInteger(text)).toBe(value);
});

it.each<[one: number | bigint, other: number | bigint, same: boolean]>([
  [0, -0, true],
  [1e18, 10n ** 18n, true],
  // JavaScript prints the double 2^60 with zeros at the end.
  [2 ** 60, 1152921504606847000n, true],
  [2 ** 53, 9007199254740993n, false],
  [9007199254740993n, 9007199254740992n, false],
])("isSameNumber compares %s and %s", (one, other, same) => {
  expect(isSameNumber(one, other)).toBe(same);
});
