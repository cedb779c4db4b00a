/** `'%s is %d'.format([…])`. https://github.com/google/cel-go/tree/master/ext#format */
import { define, type Library } from "#lib/schema/cel/overload";
import { type CelValue, failEvaluation } from "#lib/schema/cel/values";

export const TEXT_FORMAT: Library = [
  define(".format", ["string", "list"], (text, { items }) => {
    const given = items.values();
    return text.replace(/%(%|(?:\.(\d+))?([a-zA-Z])|)/g, (_all, sign: string, precision = "6", verb = "") => {
      if (sign === "%") return "%";
      const next = given.next();
      return next.done
        ? failEvaluation("the format in the rule has more placeholders than values")
        : formatOne(verb, precision, next.value);
    });
  }),
];

/** Formats only values whose format in Go is certain. */
function formatOne(verb: string, precision: string, value: CelValue): string {
  if (
    verb === "s" &&
    (typeof value === "string" || typeof value === "bigint" || typeof value === "boolean")
  ) {
    return String(value);
  }
  if (verb === "f" && typeof value === "number" && Math.abs(value) < 1e15) {
    return value.toFixed(Math.min(Number(precision), 20));
  }
  if (typeof value !== "bigint") return failEvaluation(`the rule formats with %${verb}`);
  switch (verb) {
    case "d":
      return String(value);
    case "b":
      return value.toString(2);
    case "o":
      return value.toString(8);
    case "x":
      return value.toString(16);
    case "X":
      return value.toString(16).toUpperCase();
    default:
      return failEvaluation(`the rule formats with %${verb}`);
  }
}
