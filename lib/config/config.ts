import { readFileSync } from "node:fs";
import { z } from "zod";
import { listProblems, misconfigured } from "#lib/config/problems";
import {
  ANYWHERE,
  type ConfiguredCluster,
  type Settings,
  type SettingsKey,
  settings,
} from "#lib/config/settings";
import { type ConfigFile, type Problem, readSource, type Source, VARIABLES } from "#lib/config/source";
import { PortalError } from "#lib/errors";

/** The portal's configuration: the settings of file and environment, and what follows from them. */
export interface Config
  extends Omit<Settings, "url" | "secret" | "secretFile" | "secretEnv" | "demoPeopleAnywhere"> {
  /** Origin under which people open the portal, without a slash at the end. */
  url: string;
  /** Signs and encrypts the session cookie. */
  secret: string;
  development: boolean;
}

/** Values of the environment that no file can set, because the HTTP server and the build read them too. */
const serverVariables = z.object({
  NODE_ENV: z.string().default("production"),
  PORT: z.coerce.number().int().default(3000),
});

/**
 * Parses the configuration from the environment, and from a file if there is one. A variable replaces the key of
 * the file. Throws `misconfigured`: its detail names the first wrong value by its variable or by file, line and
 * key, and says what is expected; its `errors` name all of them. They never contain a value, which may be secret.
 */
export function parseConfig(variables: Record<string, string | undefined>, file?: ConfigFile): Config {
  const source = readSource(variables, file);
  const given = Object.entries(variables).filter(([, value]) => value !== undefined && value !== "");
  const server = serverVariables.safeParse(Object.fromEntries(given));
  const parsed = settings.safeParse(source.values);
  const secret = readSigningSecret(source.values, variables);
  const problems = [
    ...source.problems,
    ...(typeof secret === "string" ? [] : [secret]),
    ...(server.error ? [{ path: ["PORT"], message: "PORT is not the number of a TCP port" }] : []),
    ...listProblems(parsed.error?.issues ?? []),
  ];
  if (!parsed.success || !server.success || typeof secret !== "string" || problems.length > 0) {
    throw misconfigured(problems, source);
  }
  const { demoPeopleAnywhere, secretFile: _file, secretEnv: _env, ...it } = parsed.data;
  const url = it.url ?? `http://localhost:${server.data.PORT}`;
  if (demoPeopleAnywhere === undefined) assertLocal(url, it, source);
  const contradictions = listContradictions(it, server.data.PORT, variables);
  if (contradictions.length > 0) throw misconfigured(contradictions, source);
  return { ...it, url, secret, development: server.data.NODE_ENV === "development" };
}

let config: Config | undefined;

/**
 * The configuration of this process, parsed on first use, because `next build` evaluates modules without a
 * configuration. next-auth reads its own address only from the environment, so it is set there. Forwarded
 * headers, which anyone can send, then never decide where a sign-in leads.
 */
export function readConfig(): Config {
  if (!config) {
    const { VITRINE_CONFIG: path } = process.env;
    config = parseConfig(process.env, path ? readConfigFile(path) : undefined);
    process.env.NEXTAUTH_URL = config.url;
  }
  return config;
}

/** @throws PortalError `misconfigured` where the file cannot be read */
export function readConfigFile(path: string): ConfigFile {
  try {
    return { name: path, text: readFileSync(path, "utf8") };
  } catch (cause) {
    throw new PortalError("misconfigured", {
      detail: `The portal cannot read its configuration file, ${path}.`,
      suggestion:
        "Correct the path in VITRINE_CONFIG, or the permissions of the file. Then start the portal again.",
      cause,
    });
  }
}

const MISSING = { path: ["secret"], message: "is not set", isMissing: true };

/** The secret that signs cookies, or why there is none. A file is read once: another secret ends all sessions. */
function readSigningSecret(
  { secret, secretFile, secretEnv }: Record<string, unknown>,
  variables: Record<string, string | undefined>,
): string | Problem {
  const key = secretFile !== undefined ? "secretFile" : secretEnv !== undefined ? "secretEnv" : "secret";
  const found =
    typeof secretFile === "string"
      ? readConfigFile(secretFile).text.trim()
      : typeof secretEnv === "string"
        ? variables[secretEnv]
        : secret;
  if (typeof found !== "string" || found === "")
    return key === "secret" ? MISSING : { path: [key], message: "it holds no secret" };
  return found.length >= 32 ? found : { path: [key], message: "shorter than 32 characters" };
}

/** Values that are right alone and not together. */
function listContradictions(
  { clusters, git, signIn, probePort }: Omit<Settings, "demoPeopleAnywhere">,
  port: number,
  variables: Record<string, string | undefined>,
): Problem[] {
  const names = findRepeated(clusters.map(({ name }) => name));
  const destinations = findRepeated(clusters.flatMap((one: ConfiguredCluster) => one.destinations));
  const problems: (Problem | undefined)[] = [
    names === undefined ? undefined : { path: ["clusters"], message: `two clusters are named "${names}"` },
    destinations === undefined
      ? undefined
      : { path: ["clusters"], message: `two clusters name the Destination "${destinations}"` },
    probePort === port ? { path: ["probePort"], message: "the portal itself uses this port" } : undefined,
    ...listVariables({ git, signIn }, []).map(({ path, name }) =>
      variables[name] ? undefined : { path, message: `the environment variable ${name} is not set` },
    ),
  ];
  return problems.filter((problem) => problem !== undefined);
}

function findRepeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}

/** The environment variables that hold secrets. */
function listVariables(value: unknown, path: PropertyKey[]): { path: PropertyKey[]; name: string }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => listVariables(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) =>
    key.endsWith("Env") && typeof below === "string"
      ? [{ path: [...path, key], name: below }]
      : listVariables(below, [...path, key]),
  );
}

const ANONYMOUS_ACCESS = ["demoPeople", "demoToken", "guest"] as const satisfies readonly SettingsKey[];

/**
 * Refuses people without a real sign-in at an address that other machines can reach, over HTTP and HTTPS.
 * Names under `.localhost` are loopback, and names under `.test` never resolve outside a test (RFC 6761).
 */
function assertLocal(url: string, given: Omit<Settings, "demoPeopleAnywhere">, source: Source): void {
  const { hostname } = new URL(url);
  if (/^(localhost|127(\.\d+){3}|\[::1\])$|\.(localhost|test)$/.test(hostname)) return;
  const key = ANONYMOUS_ACCESS.find((name) => isSet(given[name]));
  if (!key) return;
  const open = source.variableOf([key]) ?? key;
  const consent = VARIABLES.get("demoPeopleAnywhere")?.name;
  throw new PortalError("misconfigured", {
    detail: `${open} lets anyone be these people, and others can reach ${url}.`,
    suggestion: `Remove ${open}, or, if you intend this, set ${consent} to "${ANYWHERE}". Then start the portal again.`,
    errors: [
      { path: `/${open}`, message: `${open} is not for an address that others reach.`, source: "portal" },
    ],
  });
}

function isSet(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}
