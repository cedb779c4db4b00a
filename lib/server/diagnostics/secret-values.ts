import "server-only";
import { hasSecret, readSecret } from "#lib/config/secret";

/** Shorter texts are no secrets, and would blank out words by chance. */
const SHORTEST = 6;
const HIDDEN = "(hidden)";

const NAMES = ["secret", "token", "privateKey", "clientSecret", "webhookSecret", "code"];

/**
 * The secrets of a configuration, also of those files and variables that it names, and the passwords of addresses. A file
 * that cannot be read holds nothing that could appear.
 */
export async function listSecretValues(config: object): Promise<string[]> {
  const found = (await collect(config)).filter((text) => text.length >= SHORTEST);
  return [...new Set(found)].sort((a, b) => b.length - a.length);
}

async function collect(value: unknown): Promise<string[]> {
  if (typeof value === "string") return listPasswords(value);
  if (typeof value !== "object" || value === null) return [];
  const own = NAMES.filter((name) => hasSecret(value, name)).map((name) =>
    readSecret(value, name, "").catch(() => ""),
  );
  return (await Promise.all([...own, ...Object.values(value).map(collect)])).flat();
}

/** The user with the password of an address, and the password. */
function listPasswords(text: string): string[] {
  if (!text.includes("@") || !URL.canParse(text)) return [];
  const { username, password } = new URL(text);
  return password === "" ? [] : [`${username}:${password}`, password, decodeURIComponent(password)];
}

/** The same value, with each secret hidden in every text. */
export function hideSecrets<T>(value: T, secrets: readonly string[]): T;
export function hideSecrets(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string")
    return secrets.reduce((text, secret) => text.replaceAll(secret, HIDDEN), value);
  if (Array.isArray(value)) return value.map((one) => hideSecrets(one, secrets));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, below]) => [key, hideSecrets(below, secrets)]);
  return Object.fromEntries(entries);
}
