import { isNumber, isSameNumber } from "#lib/exact-json";
import { isRecord } from "#lib/schema/pointer";

/**
 * True where two JSON values are equal, whatever the order of their fields. An undefined field counts as
 * absent.
 */
export function isEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, index) => isEqual(item, other[index]))
    );
  }
  if (!isRecord(one) || !isRecord(other)) return isNumber(one) && isNumber(other) && isSameNumber(one, other);
  const [names, others] = [definedNames(one), definedNames(other)];
  return (
    names.length === others.length &&
    names.every((name) => Object.hasOwn(other, name) && isEqual(one[name], other[name]))
  );
}

function definedNames(record: Record<string, unknown>): string[] {
  return Object.keys(record).filter((name) => record[name] !== undefined);
}
