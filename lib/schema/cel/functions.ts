/** Every function that can be called. One that is missing leaves its rule to the API server. */
import { CONVERSIONS } from "#lib/schema/cel/library/conversions";
import { FORMATS } from "#lib/schema/cel/library/formats";
import { LISTS } from "#lib/schema/cel/library/lists";
import { NETWORK } from "#lib/schema/cel/library/network";
import { OPTIONALS } from "#lib/schema/cel/library/optionals";
import { PATTERNS } from "#lib/schema/cel/library/patterns";
import { QUANTITIES } from "#lib/schema/cel/library/quantities";
import { STRINGS } from "#lib/schema/cel/library/strings";
import { TEXT_FORMAT } from "#lib/schema/cel/library/text-format";
import { TIMES } from "#lib/schema/cel/library/times";
import { URLS } from "#lib/schema/cel/library/urls";
import { indexLibraries } from "#lib/schema/cel/overload";
import { type CelValue, cannot } from "#lib/schema/cel/values";

// https://kubernetes.io/docs/reference/using-api/cel/#cel-options-language-features-and-libraries
const FUNCTIONS = indexLibraries([
  ...[CONVERSIONS, STRINGS, TEXT_FORMAT, PATTERNS, LISTS, OPTIONALS],
  ...[TIMES, QUANTITIES, URLS, NETWORK, FORMATS],
]);

/** Throws CannotEvaluate for a function, or types, that are not known here. */
export function callFunction(name: string, given: readonly CelValue[]): CelValue {
  for (const overload of FUNCTIONS.get(name) ?? []) {
    const result = overload.call(given);
    if (result !== undefined) return result;
  }
  return cannot(`it uses ${name.replace(/^\./, "")}`);
}
