import { readFile } from "node:fs/promises";
import { z } from "zod";
import { PortalError } from "#lib/errors";

const text = z.string().min(1);

/** The keys of a secret: its value, a file that holds it, or an environment variable that holds it. */
type SecretKeys<Name extends string> = Partial<Record<Name | `${Name}File` | `${Name}Env`, string>>;

const keysOf = (name: string) => [name, `${name}File`, `${name}Env`];

/**
 * The three keys of a secret, for an object of the configuration. The object also needs `hasOneSecret` or
 * `hasAtMostOneSecret`.
 * @param what describes the secret in one phrase, for editors and the documentation
 */
export function secretKeys<Name extends string>(name: Name, what: string) {
  const keys = {
    [name]: text.optional().describe(`${what}, in place`),
    [`${name}File`]: text.optional().describe(`a file with ${what}; read at each use`),
    [`${name}Env`]: text.optional().describe(`an environment variable with ${what}`),
  };
  return keys as Record<keyof SecretKeys<Name>, z.ZodOptional<z.ZodString>>;
}

/** Rejects an object that has none or several of the keys of a secret. */
export function hasOneSecret<Name extends string>(name: Name) {
  const [value, file, variable] = keysOf(name);
  return [
    (given: SecretKeys<Name>) => listGiven(given, name).length === 1,
    { message: `either ${value}, ${file} or ${variable} is needed` },
  ] as const;
}

/** Rejects an object that has several of the keys of a secret. */
export function hasAtMostOneSecret<Name extends string>(name: Name) {
  const [value, file, variable] = keysOf(name);
  return [
    (given: SecretKeys<Name>) => listGiven(given, name).length <= 1,
    { message: `only one of ${value}, ${file} and ${variable} is possible` },
  ] as const;
}

/** True for an object that has one of the keys of the secret. */
export function hasSecret<Name extends string>(given: SecretKeys<Name>, name: Name): boolean {
  return listGiven(given, name).length > 0;
}

function listGiven(given: object, name: string): [key: string, value: string][] {
  return Object.entries(given).filter(([key, value]) => keysOf(name).includes(key) && value !== undefined);
}

/**
 * The secret, without spaces at its ends. A file is read each time, so that a renewed secret needs no restart.
 * @param place where the secret stands in the configuration, for the error
 * @throws PortalError `misconfigured` where the file cannot be read or the variable is not set
 */
export async function readSecret<Name extends string>(
  holder: SecretKeys<Name>,
  name: Name,
  place: string,
): Promise<string> {
  const [[key = "", value = ""] = []] = listGiven(holder, name);
  if (key === name) return value;
  const isFile = key.endsWith("File");
  const secret = isFile
    ? await readFile(/* turbopackIgnore: true */ value, "utf8").catch(fail)
    : (process.env[value] ?? "");
  return secret.trim() || fail();

  function fail(cause?: unknown): never {
    throw new PortalError("misconfigured", {
      detail: `The portal cannot read a secret: ${place}.${name}.`,
      suggestion: `Ask the platform team to check the ${isFile ? "file" : "environment variable"} that ${place}.${key} names.`,
      cause,
    });
  }
}
