/** All functions that rules can call. The API server alone checks rules with other functions. */
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
import { type CelValue, failEvaluation } from "#lib/schema/cel/values";

// https://kubernetes.io/docs/reference/using-api/cel/#cel-options-language-features-and-libraries
const FUNCTIONS = indexLibraries([
  ...[CONVERSIONS, STRINGS, TEXT_FORMAT, PATTERNS, LISTS, OPTIONALS],
  ...[TIMES, QUANTITIES, URLS, NETWORK, FORMATS],
]);

/** @throws EvaluationError for a function, or argument types, that the portal does not know */
export function callFunction(name: string, given: readonly CelValue[]): CelValue {
  for (const overload of FUNCTIONS.get(name) ?? []) {
    const result = overload.call(given);
    if (result !== undefined) return result;
  }
  return failEvaluation(`the rule uses ${name.replace(/^\./, "")}`);
}
