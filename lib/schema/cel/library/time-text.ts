/** Times and spans as Go writes and reads them. https://pkg.go.dev/time#ParseDuration, RFC 3339. */
import { cannot } from "#lib/schema/cel/values";

const SECOND = 1_000_000_000n;
const UNITS: Record<string, bigint> = {
  h: 3_600n * SECOND,
  m: 60n * SECOND,
  s: SECOND,
  ms: 1_000_000n,
  us: 1_000n,
  µs: 1_000n,
  ns: 1n,
};

/** Nanoseconds of `1h30m`, `-1.5s`. */
export function parseDuration(text: string): bigint {
  if (text.length > 200) return cannot("it reads a very long text as a duration");
  const [, sign, body = ""] = /^([+-]?)(.*)$/.exec(text) ?? [];
  if (body === "0") return 0n;
  if (!/^((\d+(\.\d*)?|\.\d+)(h|ms|m|s|us|µs|ns))+$/.test(body))
    return cannot("it reads a text as a duration");
  const parts = body.matchAll(/(\d*)\.?(\d*)(h|ms|m|s|us|µs|ns)/g);
  const total = [...parts].reduce((sum, [, whole = "", fraction = "", unit = ""]) => {
    const size = UNITS[unit] ?? 0n;
    return (
      sum + BigInt(whole || "0") * size + (BigInt(fraction || "0") * size) / 10n ** BigInt(fraction.length)
    );
  }, 0n);
  return sign === "-" ? -total : total;
}

/** `5400s`, `0.5s`. */
export function formatDuration(nanos: bigint): string {
  const size = nanos < 0n ? -nanos : nanos;
  return `${nanos < 0n ? "-" : ""}${size / SECOND}${formatFraction(size % SECOND)}s`;
}

const TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/;

/** Nanoseconds since 1970 of an RFC 3339 time. */
export function parseTimestamp(text: string): bigint {
  const [, time, fraction = "", zone] = TIME.exec(text) ?? [];
  const milliseconds = time === undefined ? Number.NaN : Date.parse(`${time}${zone}`);
  if (Number.isNaN(milliseconds)) return cannot("it reads a text as a time");
  // JavaScript takes 31 February for 3 March; Go refuses it.
  if (!new Date(`${time}Z`).toISOString().startsWith(time ?? "")) return cannot("it reads a text as a time");
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

export function formatTimestamp(nanos: bigint): string {
  const rest = ((nanos % SECOND) + SECOND) % SECOND;
  const text = new Date(Number((nanos - rest) / 1_000_000n)).toISOString();
  return `${text.slice(0, 19)}${formatFraction(rest)}Z`;
}

function formatFraction(nanos: bigint): string {
  return nanos === 0n ? "" : `.${String(nanos).padStart(9, "0").replace(/0+$/, "")}`;
}
