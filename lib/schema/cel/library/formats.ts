/** The name formats of https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library */
import { define, type Library } from "#lib/schema/cel/overload";
import { makeOptional } from "#lib/schema/cel/values";

const LABEL = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
const VALUE = "(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?";

const fits = (pattern: RegExp, longest: number) => (text: string) =>
  text.length <= longest && pattern.test(text);
const isSubdomain = fits(new RegExp(`^${LABEL}(?:\\.${LABEL})*$`), 253);
const isLabelValue = fits(new RegExp(`^${VALUE}$`), 63);

/** Rule: k8s.io/apimachinery/pkg/util/validation. */
const TESTS: Record<string, (text: string) => boolean> = {
  dns1123Label: fits(new RegExp(`^${LABEL}$`), 63),
  dns1123Subdomain: isSubdomain,
  dns1035Label: fits(/^[a-z](?:[-a-z0-9]*[a-z0-9])?$/, 63),
  labelValue: isLabelValue,
  qualifiedName(text) {
    const [name = "", prefix, ...more] = text.split("/").reverse();
    const isName = name !== "" && isLabelValue(name);
    return isName && more.length === 0 && (prefix === undefined || isSubdomain(prefix));
  },
};

export const FORMATS: Library = [
  ...Object.keys(TESTS).map((name) => define(`format.${name}`, [], () => ({ kind: "format", name }))),
  define(".validate", ["format", "string"], ({ name }, text) => {
    // Only the API server returns the exact error text, so the error here is opaque.
    return makeOptional(TESTS[name]?.(text) ? undefined : { kind: "opaque" });
  }),
];
