/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library: those of names. */
import { define, type Library } from "#lib/schema/cel/overload";
import { makeOptional } from "#lib/schema/cel/values";

const LABEL = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
const VALUE = "(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?";

interface Format {
  pattern: RegExp;
  longest: number;
}

const FORMATS_BY_NAME: Record<string, Format> = {
  dns1123Label: { pattern: new RegExp(`^${LABEL}$`), longest: 63 },
  dns1123Subdomain: { pattern: new RegExp(`^${LABEL}(?:\\.${LABEL})*$`), longest: 253 },
  dns1035Label: { pattern: /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/, longest: 63 },
  labelValue: { pattern: new RegExp(`^${VALUE}$`), longest: 63 },
};

export const FORMATS: Library = [
  ...Object.keys(FORMATS_BY_NAME).map((name) =>
    define(`format.${name}`, [], () => ({ kind: "format", name })),
  ),
  define(".validate", ["format", "string"], ({ name }, text) => {
    const format = FORMATS_BY_NAME[name];
    const fits = format !== undefined && text.length <= format.longest && format.pattern.test(text);
    // What exactly is wrong, the API server says in its own words.
    return makeOptional(fits ? undefined : { kind: "opaque" });
  }),
];
