import { expect, it } from "vitest";
import { buildConfigValueSchema } from "#deploy/configuration-values";
import { buildConfigurationSchema } from "#lib/config/settings";

/** The names of all properties in a JSON Schema. */
function listNames(node: unknown): Set<string> {
  if (typeof node !== "object" || node === null) return new Set();
  const own = "properties" in node ? Object.keys(node.properties ?? {}) : [];
  return new Set([...own, ...Object.values(node).flatMap((below) => [...listNames(below)])]);
}

it("has all keys of the portal's configuration, without secrets in place and without the demo", () => {
  const kept = listNames(buildConfigValueSchema());
  const dropped = [...listNames(buildConfigurationSchema())].filter((name) => !kept.has(name));
  expect(dropped.sort()).toEqual(
    ["clientSecret", "demoStatus", "demoToken", "privateKey", "secret", "token", "webhookSecret"].sort(),
  );
});

it("keeps the files and variables of secrets", () => {
  const kept = listNames(buildConfigValueSchema());
  for (const name of ["secretFile", "secretEnv", "tokenFile", "clientSecretEnv", "privateKeyFile"])
    expect(kept).toContain(name);
});
