/** Conversions, size and type. https://github.com/google/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions */

import { formatAddress } from "#lib/schema/cel/library/address";
import {
  formatDuration,
  formatTimestamp,
  parseDuration,
  parseTimestamp,
} from "#lib/schema/cel/library/time-text";
import { define, type Library } from "#lib/schema/cel/overload";
import {
  type CelValue,
  checkInt,
  failEvaluation,
  type Kind,
  kindOf,
  toCharacters,
} from "#lib/schema/cel/values";

const YES = ["1", "t", "T", "true", "TRUE", "True"];
const NO = ["0", "f", "F", "false", "FALSE", "False"];

const TYPE_NAMES: Partial<Record<Kind, string>> = {
  null: "null_type",
  timestamp: "google.protobuf.Timestamp",
  duration: "google.protobuf.Duration",
  optional: "optional_type",
};

export const CONVERSIONS: Library = [
  ...["size", ".size"].flatMap(
    (name): Library => [
      define(name, ["string"], (text) => BigInt(toCharacters(text).length)),
      define(name, ["list"], ({ items }) => BigInt(items.length)),
      define(name, ["map"], ({ entries }) => BigInt(entries.size)),
      define(name, ["bytes"], ({ bytes }) => BigInt(bytes.length)),
    ],
  ),
  define("dyn", ["any"], (value) => value),
  define("type", ["any"], (value) => ({ kind: "type", name: nameType(value) })),
  define("string", ["string"], (text) => text),
  define("string", ["bool"], String),
  define("string", ["int"], String),
  define("string", ["uint"], ({ value }) => String(value)),
  define("string", ["double"], formatDouble),
  define("string", ["bytes"], ({ bytes }) => new TextDecoder().decode(bytes)),
  define("string", ["timestamp"], ({ nanos }) => formatTimestamp(nanos)),
  define("string", ["duration"], ({ nanos }) => formatDuration(nanos)),
  define("string", ["ip"], formatAddress),
  define("string", ["cidr"], ({ ip, length }) => `${formatAddress(ip)}/${length}`),
  define("int", ["int"], (value) => value),
  define("int", ["uint"], ({ value }) => checkInt(value)),
  define("int", ["double"], (value) => checkInt(truncate(value))),
  define("int", ["string"], (text) => checkInt(parseInteger(text))),
  define("int", ["timestamp"], ({ nanos }) => (nanos - mod(nanos, 1_000_000_000n)) / 1_000_000_000n),
  define("uint", ["uint"], (value) => value),
  define("uint", ["int"], toUint),
  define("uint", ["double"], (value) => toUint(truncate(value))),
  define("uint", ["string"], (text) => toUint(parseInteger(text))),
  define("double", ["double"], (value) => value),
  define("double", ["int"], Number),
  define("double", ["uint"], ({ value }) => Number(value)),
  define("double", ["string"], parseDouble),
  define("bool", ["bool"], (value) => value),
  define("bool", ["string"], (text) =>
    YES.includes(text)
      ? true
      : NO.includes(text)
        ? false
        : failEvaluation("the rule reads a text as yes or no"),
  ),
  define("bytes", ["bytes"], (value) => value),
  define("bytes", ["string"], (text) => ({ kind: "bytes", bytes: new TextEncoder().encode(text) })),
  define("timestamp", ["timestamp"], (value) => value),
  define("timestamp", ["string"], (text) => ({ kind: "timestamp", nanos: parseTimestamp(text) })),
  define("timestamp", ["int"], (seconds) => ({ kind: "timestamp", nanos: seconds * 1_000_000_000n })),
  define("duration", ["duration"], (value) => value),
  define("duration", ["string"], (text) => ({ kind: "duration", nanos: parseDuration(text) })),
];

function nameType(value: CelValue): string {
  const kind = kindOf(value);
  if (kind === "opaque") return failEvaluation("the rule asks the type of a value of unknown type");
  return TYPE_NAMES[kind] ?? kind;
}

// Go writes small and large numbers with an exponent, in another form than JavaScript.
function formatDouble(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || !(size < 1e6)))
    return failEvaluation("the rule writes a fraction as text");
  return Object.is(value, -0) ? "-0" : String(value);
}

function truncate(value: number): bigint {
  return Number.isFinite(value)
    ? BigInt(Math.trunc(value))
    : failEvaluation("the rule converts a value that is not a number to an integer");
}

function parseInteger(text: string): bigint {
  // 64 bits have at most 20 digits. Parsing thousands of digits takes long.
  return /^[+-]?0*\d{1,20}$/.test(text)
    ? BigInt(text.replace("+", ""))
    : failEvaluation("the rule reads a text as an integer");
}

function parseDouble(text: string): number {
  const isDecimal = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text);
  return isDecimal ? Number(text) : failEvaluation("the rule reads a text as a number");
}

function toUint(value: bigint): CelValue {
  return value >= 0n && value < 2n ** 64n ? { kind: "uint", value } : failEvaluation("a number is negative");
}

function mod(value: bigint, by: bigint): bigint {
  return ((value % by) + by) % by;
}
