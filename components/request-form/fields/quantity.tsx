/** Kubernetes quantities. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
import { formMessages } from "#components/request-form/messages";
import { parseInteger } from "#lib/exact-json";

const QUANTITY = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(m|[kMGTPE]|[KMGTPE]i)?$/;
const UNITS: Record<string, string> = formMessages.quantity.units;

/** Typed text as a value; spaces before the unit go, so that `20 Gi` is meant as `20Gi`. */
export function parseQuantity(typed: string, takesNumbers: boolean): string | number | bigint | undefined {
  const text = typed.replace(/^\s*([+-]?[\d.]+)\s+([A-Za-z]+)\s*$/, "$1$2");
  if (text === "") return undefined;
  const whole = takesNumbers && /^\d/.test(text) ? parseInteger(text) : undefined;
  return whole ?? text;
}

/** A description of a quantity, such as "half a CPU core" for `500m` of CPU; empty where it adds nothing. */
export function describeQuantity(text: string, path: readonly (string | number)[]): string {
  const match = QUANTITY.exec(text);
  if (!match) return "";
  const amount = Number(match[1]);
  const unit = match[2];
  const isCpu = path.some((token) => /cpu/i.test(String(token)));
  if (isCpu && (unit === "m" || unit === undefined))
    return formMessages.quantity.cores(unit === "m" ? amount / 1000 : amount);
  return unit && UNITS[unit] ? `${amount} ${UNITS[unit]}` : "";
}
