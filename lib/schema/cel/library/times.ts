/** Parts of times, in UTC, and of durations. https://github.com/google/cel-spec/blob/master/doc/langdef.md#timestamps */
import { define, type Library, type Overload } from "#lib/schema/cel/overload";

const DAY = 86_400_000;

export const TIMES: Library = [
  part("getFullYear", (date) => date.getUTCFullYear()),
  part("getMonth", (date) => date.getUTCMonth()),
  part("getDate", (date) => date.getUTCDate()),
  part("getDayOfMonth", (date) => date.getUTCDate() - 1),
  part("getDayOfWeek", (date) => date.getUTCDay()),
  part("getDayOfYear", (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / DAY)),
  part("getHours", (date) => date.getUTCHours()),
  part("getMinutes", (date) => date.getUTCMinutes()),
  part("getSeconds", (date) => date.getUTCSeconds()),
  part("getMilliseconds", (date) => date.getUTCMilliseconds()),
  whole("getHours", 3_600_000_000_000n),
  whole("getMinutes", 60_000_000_000n),
  whole("getSeconds", 1_000_000_000n),
  whole("getMilliseconds", 1_000_000n),
];

function part(name: string, read: (date: Date) => number): Overload {
  return define(`.${name}`, ["timestamp"], ({ nanos }) => {
    const rest = ((nanos % 1_000_000n) + 1_000_000n) % 1_000_000n;
    return BigInt(read(new Date(Number((nanos - rest) / 1_000_000n))));
  });
}

function whole(name: string, unit: bigint): Overload {
  return define(`.${name}`, ["duration"], ({ nanos }) => nanos / unit);
}
