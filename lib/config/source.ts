import { isMap, isPair, isScalar, LineCounter, type ParsedNode, parseDocument } from "yaml";
import type { SettingsKey } from "#lib/config/settings";

/** The configuration file as it was read. */
export interface ConfigFile {
  /** Its path, for errors. */
  name: string;
  text: string;
}

/** A problem with the configuration, before it is explained. */
export interface Problem {
  /** The keys from the top of the configuration to the value. */
  path: PropertyKey[];
  /** Absent: the value is wrong, and the message says why. */
  kind?: "not-set" | "missing" | "unknown" | "open";
  message: string;
  /** What to do, where another value is not enough. */
  fix?: string;
}

/** The values of file and environment together, and where each came from. */
export interface Source {
  values: Record<string, unknown>;
  problems: Problem[];
  /** The environment variable that sets the value at the path, if one does. */
  variableOf(path: readonly PropertyKey[]): string | undefined;
  /** Where the file has the value, or what is nearest above it, such as `vitrine.yaml:12`. */
  placeOf(path: readonly PropertyKey[]): string | undefined;
}

/** How the text of a variable becomes a value. */
type Format = "text" | "number" | "json";

interface Variable {
  key: SettingsKey;
  name: string;
  format: Format;
}

/** The environment variable of each key. A variable replaces the key of the file as a whole. */
export const VARIABLES: ReadonlyMap<string, Variable> = new Map(
  (
    [
      ["url", "VITRINE_URL", "text"],
      ["secret", "VITRINE_SECRET", "text"],
      ["clusters", "VITRINE_CLUSTERS", "json"],
      ["git", "VITRINE_GIT", "json"],
      ["repositories", "VITRINE_REPOSITORIES", "json"],
      ["pathTemplate", "VITRINE_PATH_TEMPLATE", "text"],
      ["teamGroups", "VITRINE_TEAM_GROUPS", "json"],
      ["requestVerb", "VITRINE_REQUEST_VERB", "text"],
      ["dryRun", "VITRINE_DRY_RUN", "text"],
      ["signIn", "VITRINE_SIGN_IN", "json"],
      ["guest", "VITRINE_GUEST", "json"],
      ["demoPeople", "VITRINE_DEMO_PEOPLE", "json"],
      ["demoToken", "VITRINE_DEMO_TOKEN", "json"],
      ["demoPeopleAnywhere", "VITRINE_DEMO_PEOPLE_ANYWHERE", "text"],
      ["demoStatus", "VITRINE_DEMO_STATUS", "json"],
      ["syncReport", "VITRINE_SYNC_REPORT", "json"],
      ["eventWebhooks", "VITRINE_EVENT_WEBHOOKS", "json"],
      ["limits", "VITRINE_LIMITS", "json"],
      ["trustedProxies", "VITRINE_TRUSTED_PROXIES", "number"],
      ["probePort", "VITRINE_PROBE_PORT", "number"],
      ["imageHosts", "VITRINE_IMAGE_HOSTS", "json"],
      ["look", "VITRINE_LOOK", "json"],
      ["logLevel", "LOG_LEVEL", "text"],
    ] as const
  ).map(([key, name, format]) => [key, { key, name, format }]),
);

/** Reads file and environment. A value that cannot be read is a problem and has no value. */
export function readSource(variables: Record<string, string | undefined>, file?: ConfigFile): Source {
  const fromFile = file ? readConfigFile(file) : { values: {}, problems: [], placeOf: () => undefined };
  const values: Record<string, unknown> = { ...fromFile.values };
  const problems: Problem[] = [...fromFile.problems];
  const setBy = new Map<string, string>();
  for (const { key, name, format } of VARIABLES.values()) {
    const text = variables[name];
    if (text === undefined || text === "") continue;
    setBy.set(key, name);
    if (key === "secret") {
      delete values.secretFile;
      delete values.secretEnv;
    }
    try {
      values[key] = readVariable(text, format);
    } catch {
      delete values[key];
      problems.push({ path: [key], message: "not JSON" });
    }
  }
  return {
    values,
    problems,
    variableOf: ([key]) => setBy.get(String(key)),
    placeOf: (path) => (setBy.has(String(path[0])) ? undefined : fromFile.placeOf(path)),
  };
}

/** Throws SyntaxError for text that is not JSON. A text that is no number stays a text, which the schema refuses. */
function readVariable(text: string, format: Format): unknown {
  if (format === "json") return JSON.parse(text);
  return format === "number" && text.trim() !== "" && !Number.isNaN(Number(text)) ? Number(text) : text;
}

type FileSource = Pick<Source, "values" | "problems" | "placeOf">;

function readConfigFile({ name, text }: ConfigFile): FileSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${name}:${lines.linePos(offset).line}`;
  const [error] = document.errors;
  if (error) return broken(`not YAML: ${error.message}`, error.pos[0]);
  const root = document.contents;
  if (root === null) return { values: {}, problems: [], placeOf: () => name };
  if (!isMap(root)) return broken("the file is not a map of keys", root.range[0]);
  try {
    const values = document.toJS({ maxAliasCount: 100 });
    return { values, problems: [], placeOf: (path) => at(findOffset(root, path)) };
  } catch {
    return broken("not YAML: too many aliases", root.range[0]);
  }

  function broken(message: string, offset: number): FileSource {
    return { values: {}, problems: [{ path: [], message }], placeOf: () => at(offset) };
  }
}

/** The offset of the key at the path, or of the last one of its parents that the file has. */
function findOffset(root: ParsedNode, path: readonly PropertyKey[]): number {
  let node: ParsedNode | null = root;
  let offset = root.range[0];
  for (const key of path) {
    const pair = isMap(node)
      ? node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === String(key))
      : undefined;
    const next: unknown = pair?.value ?? (node && "get" in node ? node.get(Number(key), true) : undefined);
    if (pair && isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
    if (!isNode(next)) break;
    if (!pair) offset = next.range[0];
    node = next;
  }
  return offset;
}

function isNode(value: unknown): value is ParsedNode {
  return typeof value === "object" && value !== null && "range" in value && Array.isArray(value.range);
}
