/** Times and durations as Go parses and formats them. https://pkg.go.dev/time#ParseDuration, RFC 3339. */
import { failEvaluation } from "#lib/schema/cel/values";

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

/** Parses `1h30m` or `-1.5s` to nanoseconds. */
export function parseDuration(text: string): bigint {
  if (text.length > 200) return failEvaluation("the rule reads a very long text as a duration");
  const [, sign, body = ""] = /^([+-]?)(.*)$/.exec(text) ?? [];
  if (body === "0") return 0n;
  if (!/^((\d+(\.\d*)?|\.\d+)(h|ms|m|s|us|µs|ns))+$/.test(body))
    return failEvaluation("the rule reads a text as a duration");
  const parts = body.matchAll(/(\d*)\.?(\d*)(h|ms|m|s|us|µs|ns)/g);
  const total = [...parts].reduce((sum, [, whole = "", fraction = "", unit = ""]) => {
    const size = UNITS[unit] ?? 0n;
    return (
      sum + BigInt(whole || "0") * size + (BigInt(fraction || "0") * size) / 10n ** BigInt(fraction.length)
    );
  }, 0n);
  return sign === "-" ? -total : total;
}

/** Formats as `5400s`, `0.5s`. */
export function formatDuration(nanos: bigint): string {
  const size = nanos < 0n ? -nanos : nanos;
  return `${nanos < 0n ? "-" : ""}${size / SECOND}${formatFraction(size % SECOND)}s`;
}

const TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/;

/** Parses an RFC 3339 time to nanoseconds since 1970. */
export function parseTimestamp(text: string): bigint {
  const [, time, fraction = "", zone] = TIME.exec(text) ?? [];
  const milliseconds = time === undefined ? Number.NaN : Date.parse(`${time}${zone}`);
  if (Number.isNaN(milliseconds)) return failEvaluation("the rule reads a text as a time");
  // JavaScript reads 31 February as 3 March; Go refuses it.
  if (!new Date(`${time}Z`).toISOString().startsWith(time ?? ""))
    return failEvaluation("the rule reads a text as a time");
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
