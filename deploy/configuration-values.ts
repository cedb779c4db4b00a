/** The schema of the chart's value `config`: the portal's configuration without secrets in place. */
import { z } from "zod";
import { buildConfigurationSchema } from "#lib/config/settings";

const objectSchema = z.looseObject({ properties: z.record(z.string(), z.unknown()) });

/** Keys for a demo on one machine: `demoToken` is a secret in place, and the demo itself writes `demoStatus`. */
const OF_THE_DEMO = ["demoToken", "demoStatus"];

/**
 * Returns the JSON Schema of `config`. A ConfigMap holds the value, so the keys of secrets in place are absent: of
 * `token`, `tokenFile` and `tokenEnv`, `tokenFile` and `tokenEnv` remain. The chart needs `probePort`, to which its
 * probes go.
 */
export function buildConfigValueSchema(): object {
  const { $id, $schema, ...schema } = objectSchema.parse(buildConfigurationSchema());
  const kept = Object.entries(schema.properties).filter(([key]) => !OF_THE_DEMO.includes(key));
  const config = dropSecretsInPlace({ ...schema, properties: Object.fromEntries(kept) });
  return { ...objectSchema.parse(config), required: ["probePort"] };
}

function dropSecretsInPlace(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(dropSecretsInPlace);
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [
    key,
    dropSecretsInPlace(key === "properties" ? withoutSecrets(value) : value),
  ]);
  return Object.fromEntries(entries);
}

/** The properties without those that also have a variant for a file and one for a variable. */
function withoutSecrets(properties: object): object {
  const isSecret = (key: string) => `${key}File` in properties && `${key}Env` in properties;
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !isSecret(key)));
}
