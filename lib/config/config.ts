import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { isPictureAllowed } from "#lib/catalog/picture-address";
import { describePlace, onlyCluster, pathTemplateOf, repositoryName } from "#lib/config/git";
import { listProblems, misconfigured } from "#lib/config/problems";
import { ANYWHERE, type Settings, type SettingsKey, settings } from "#lib/config/settings";
import { type ConfigFile, type Problem, readSource, type Source } from "#lib/config/source";
import { type FieldError, PortalError } from "#lib/errors";
import { findPathTemplateProblem } from "#lib/request/file/path";

/** The portal's configuration: the settings of file and environment, and what follows from them. */
export interface Config
  extends Omit<Settings, "git" | "url" | "secret" | "secretFile" | "secretEnv" | "demoPeopleAnywhere"> {
  /** Origin under which people open the portal, without a slash at the end. */
  url: string;
  /** Signs and encrypts the session cookie. */
  secret: string;
  development: boolean;
  /** Commit of the build, for Diagnostics. */
  commit?: string | undefined;
}

type Variables = Record<string, string | undefined>;

/** Values of the environment that no file can set, because the HTTP server and the build read them too. */
const serverVariables = z.object({
  NODE_ENV: z.string().default("production"),
  PORT: z.coerce.number().int().default(3000),
  VITRINE_COMMIT: z.string().optional(),
});

/**
 * Parses the configuration from the environment, and from a file if there is one. A variable replaces the key of
 * the file. Throws `misconfigured`: its detail names the first wrong value by its variable or by file, line and
 * key, and says what is expected; its `errors` name all of them. They never contain a value, which may be secret.
 */
export function parseConfig(variables: Variables, file?: ConfigFile): Config {
  const source = readSource(variables, file);
  const { config, problems } = validate(source, variables);
  const secret = readSigningSecret(source.values, variables);
  const absent = listAbsentVariables(source.values, variables);
  if (!config || typeof secret !== "string" || problems.length + absent.length > 0) {
    const first = typeof secret === "string" ? [] : [secret];
    throw misconfigured([...first, ...problems, ...absent], source);
  }
  return { ...config, secret };
}

/**
 * Checks a configuration file without its secrets, which another machine can have. Returns the errors, each with
 * file, line and key.
 */
export function checkConfigFile(file: ConfigFile): readonly FieldError[] {
  const source = readSource({}, file);
  const { problems } = validate(source, {});
  return problems.length > 0 ? misconfigured(problems, source).errors : [];
}

function validate(
  source: Source,
  variables: Variables,
): { config?: Omit<Config, "secret">; problems: Problem[] } {
  const given = Object.entries(variables).filter(([, value]) => value !== undefined && value !== "");
  const server = serverVariables.safeParse(Object.fromEntries(given));
  const parsed = settings.safeParse(source.values);
  const problems = [
    ...source.problems,
    ...(server.error ? [{ path: ["PORT"], message: "not the number of a TCP port" }] : []),
    ...listProblems(parsed.error?.issues ?? []),
  ];
  if (!parsed.success || !server.success) return { problems };
  const { demoPeopleAnywhere, git, secret: _, secretFile: _file, secretEnv: _env, ...it } = parsed.data;
  const url = it.url ?? `http://localhost:${server.data.PORT}`;
  problems.push(...listContradictions({ ...it, git }, server.data.PORT));
  if (demoPeopleAnywhere === undefined) problems.push(...listOpenDoors(url, it, source));
  const repositories = git ? [git] : it.repositories;
  const development = server.data.NODE_ENV === "development";
  const commit = server.data.VITRINE_COMMIT;
  return { config: { ...it, repositories, url, development, commit }, problems };
}

/** The configuration file of this process, if it has one. */
export function configFile(): string | undefined {
  return process.env.VITRINE_CONFIG || undefined;
}

/** Parses the configuration from the environment and the file that `VITRINE_CONFIG` names. Throws as `parseConfig`. */
export function loadConfig(variables: Variables): Config {
  const { VITRINE_CONFIG: path } = variables;
  return parseConfig(variables, path ? readConfigFile(path) : undefined);
}

// Next bundles routes and instrumentation separately, each with its own modules; a renewed configuration is for all.
declare global {
  var vitrineConfig: Config | undefined;
}

/**
 * The configuration of this process, parsed on first use, because `next build` evaluates modules without a
 * configuration. next-auth reads its own address only from the environment, so it is set there. Forwarded
 * headers, which anyone can send, then never decide where a sign-in leads.
 */
export function readConfig(): Config {
  const known = globalThis.vitrineConfig;
  if (known) return known;
  const config = loadConfig(process.env);
  process.env.NEXTAUTH_URL = config.url;
  globalThis.vitrineConfig = config;
  return config;
}

/** The keys that take effect without a restart: no connection, no session and no path depends on them. */
const RELOADED = ["imageHosts", "limits", "logLevel", "look"] as const satisfies readonly (keyof Config)[];

export interface Reload {
  /** The changed keys that are in effect now. */
  applied: (keyof Config)[];
  /** The changed keys that need a restart. */
  waiting: (keyof Config)[];
}

/**
 * Parses the configuration again and applies the keys that are safe to change. Throws as `parseConfig`; the earlier
 * configuration then stays.
 */
export function reloadConfig(): Reload {
  const known = readConfig();
  const next = loadConfig(process.env);
  const keys = new Set([...objectKeys(known), ...objectKeys(next)]);
  const changed = [...keys].filter((key) => !isDeepStrictEqual(known[key], next[key]));
  const isReloaded = (key: keyof Config) => RELOADED.some((reloaded) => reloaded === key);
  globalThis.vitrineConfig = { ...known, ...Object.fromEntries(RELOADED.map((key) => [key, next[key]])) };
  return { applied: changed.filter(isReloaded), waiting: changed.filter((key) => !isReloaded(key)) };
}

const objectKeys = (config: Config) => Object.keys(config) as (keyof Config)[];

/** @throws PortalError `misconfigured` where the file cannot be read */
export function readConfigFile(path: string): ConfigFile {
  try {
    return { name: path, text: readFileSync(/* turbopackIgnore: true */ path, "utf8") };
  } catch (cause) {
    throw new PortalError("misconfigured", {
      detail: `The portal cannot read its configuration file, ${path}.`,
      suggestion:
        "Correct the path in VITRINE_CONFIG, or the permissions of the file. Then start the portal again.",
      cause,
    });
  }
}

const NOT_SET: Problem = { path: ["secret"], kind: "not-set", message: "" };

/** The secret that signs cookies, or why there is none. A file is read once: another secret ends all sessions. */
function readSigningSecret(
  { secret, secretFile, secretEnv }: Record<string, unknown>,
  variables: Variables,
): string | Problem {
  const key = secretFile !== undefined ? "secretFile" : secretEnv !== undefined ? "secretEnv" : "secret";
  const found =
    typeof secretFile === "string"
      ? readConfigFile(secretFile).text.trim()
      : typeof secretEnv === "string"
        ? variables[secretEnv]
        : secret;
  if (typeof found !== "string" || found === "")
    return key === "secret" ? NOT_SET : { path: [key], message: "it holds no secret" };
  return found.length >= 32 ? found : { path: [key], message: "shorter than 32 characters" };
}

/** Values that are right alone and not together. */
function listContradictions(
  {
    clusters,
    git,
    repositories,
    pathTemplate,
    probePort,
    look,
    imageHosts,
  }: Pick<
    Settings,
    "clusters" | "git" | "repositories" | "pathTemplate" | "probePort" | "look" | "imageHosts"
  >,
  port: number,
): Problem[] {
  const name = findRepeated(clusters.map((one) => one.name));
  const destination = findRepeated(clusters.flatMap((one) => one.destinations));
  const repository = findRepeated(repositories.map(repositoryName));
  const problems: Problem[] = [];
  if (git && repositories.length > 0) {
    problems.push({ path: ["git"], message: "there are `repositories` too: write all of them there" });
  }
  if (repository) {
    problems.push({
      path: ["repositories"],
      message: `two repositories are named "${repository}": give one of them another \`name\``,
    });
  }
  const place = findRepeated(repositories.map((one) => describePlace(one).toLowerCase()));
  if (place) problems.push({ path: ["repositories"], message: `two of them are ${place}` });
  if (name) problems.push({ path: ["clusters"], message: `two clusters are named "${name}"` });
  if (destination) {
    problems.push({ path: ["clusters"], message: `two clusters name the Destination "${destination}"` });
  }
  problems.push(...listPathProblems({ clusters, git, repositories, pathTemplate }));
  if (look.logo !== undefined && !isPictureAllowed(look.logo, imageHosts)) {
    const message = "not a picture that pages may load: use a data:image/ URL, or a host of imageHosts";
    problems.push({ path: ["look", "logo"], message });
  }
  if (probePort === port) problems.push({ path: ["probePort"], message: "the portal itself uses this port" });
  return problems;
}

/** Path templates that are right alone, and wrong for the layout or the clusters of their repository. */
function listPathProblems({
  clusters,
  git,
  repositories,
  pathTemplate,
}: Pick<Settings, "clusters" | "git" | "repositories" | "pathTemplate">): Problem[] {
  return (git ? [git] : repositories).flatMap((one, index): Problem[] => {
    const template = pathTemplateOf(one, { pathTemplate });
    const own = git ? ["git"] : ["repositories", index];
    const path = [...(one.pathTemplate === undefined ? [] : own), "pathTemplate"];
    const message = findPathTemplateProblem(template, one.layout);
    if (message !== undefined) return [{ path, message }];
    if (onlyCluster(one, { clusters }) || template.includes("{cluster}")) return [];
    return [{ path, message: "{cluster} is missing, so the files of several clusters would share a path" }];
  });
}

function findRepeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}

/** The keys that name an environment variable which is not set. */
function listAbsentVariables(value: unknown, variables: Variables, path: PropertyKey[] = []): Problem[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => listAbsentVariables(item, variables, [...path, index]));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => {
    const at = [...path, key];
    if (!key.endsWith("Env") || typeof below !== "string") return listAbsentVariables(below, variables, at);
    return variables[below] ? [] : [{ path: at, message: `the environment variable ${below} is not set` }];
  });
}

const ANONYMOUS_ACCESS = ["demoPeople", "demoToken", "guest"] as const satisfies readonly SettingsKey[];

/**
 * Refuses people without a real sign-in at an address that other machines can reach, over HTTP and HTTPS.
 * Names under `.localhost` are loopback, and names under `.test` never resolve outside a test (RFC 6761).
 */
function listOpenDoors(
  url: string,
  given: Pick<Settings, (typeof ANONYMOUS_ACCESS)[number]>,
  source: Source,
): Problem[] {
  const { hostname } = new URL(url);
  if (/^(localhost|127(\.\d+){3}|\[::1\])$|\.(localhost|test)$/.test(hostname)) return [];
  const key = ANONYMOUS_ACCESS.find((name) => isSet(given[name]));
  if (!key) return [];
  const open = source.variableOf([key]) ?? key;
  return [
    {
      path: [key],
      kind: "open",
      message: `${open} lets anyone be these people, and others can reach ${url}.`,
      fix: `Remove ${open}, or, if you intend this, set VITRINE_DEMO_PEOPLE_ANYWHERE to "${ANYWHERE}". Then start the portal again.`,
    },
  ];
}

function isSet(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}
