/**
 * Malformed inputs made from the OpenAPI document: parameters, queries, headers and bodies, each with something in it
 * that no client means. The same seed makes the same inputs.
 */
import type { Sent } from "./http";

type Json = Record<string, unknown>;

export interface FuzzInput extends Sent {
  /** Who sends it. */
  person: "guest" | "requester" | "platform" | "anonymous";
}

/** A generator of numbers from 0 to 1, as good as tests need. https://en.wikipedia.org/wiki/Linear_congruential_generator */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const LONG = "x".repeat(5_000);

/** Texts that programs stumble over. */
const TEXTS = [
  "",
  " ",
  "\n",
  "\r\n",
  "\t",
  "\u0000",
  "\u0085",
  "\u2028",
  "\u202e",
  "\uFEFF",
  "\ud800",
  "😀",
  "é",
  "İ",
  "ß",
  ".",
  "..",
  "../..",
  "/",
  "//",
  "\\",
  "%",
  "%00",
  "%2e%2e%2f",
  "~",
  "_",
  "-",
  "--",
  "*",
  "?",
  "#",
  "&",
  "=",
  ":",
  ";",
  ",",
  "null",
  "undefined",
  "true",
  "NaN",
  "Infinity",
  "-0",
  "0",
  "1e999",
  "9007199254740993",
  "0x10",
  "[object Object]",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "then",
  "<img src=x onerror=alert(1)>",
  "javascript:alert(1)",
  "\u0024{7*7}",
  "{{7*7}}",
  "$(id)",
  "`id`",
  "'; DROP TABLE x; --",
  "' OR 1=1",
  "a/b/c/d/e/f/g",
  "local/_/v1/pods/team-a/x",
  "team-a",
  "v1",
  "HEAD",
  "main",
  "refs/heads/main",
  "-x",
  "@{u}",
  "x: *a",
  "&a x",
  "!!binary x",
  "<<",
  "--- a",
  '"',
  "'",
  "{",
  "}",
  "[",
  "]",
  LONG,
  "é".repeat(2_000),
  "%".repeat(900),
] as const;

const NUMBERS = [0, -0, 1, -1, 1.5, 1e21, 2 ** 53 + 1, -(2 ** 31), 1e308];

const METHODS = ["GET", "POST", "GET", "POST", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
const TYPES = [
  "application/json",
  "application/json; charset=utf-16",
  "text/plain",
  "application/yaml",
  "multipart/form-data",
  "",
  "application/json, text/html",
  "*/*",
];

/** What a fuzzer knows that exists, so that inputs get past the first check. */
export interface Known {
  ids: readonly string[];
  address: Readonly<Record<string, string>>;
  body: Json;
}

/** Percent-encoded; half of a surrogate pair, which cannot be, as the replacement character. */
const escapeText = (text: string) => encodeURIComponent(text.replaceAll(/\p{Cs}/gu, "\ufffd"));

interface Operation {
  method: string;
  path: string;
  query: string[];
  hasBody: boolean;
}

interface Parameter {
  in: string;
  name: string;
}

interface Described {
  parameters?: Parameter[];
  requestBody?: unknown;
}

function listOperations(paths: Record<string, Record<string, Described>>): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      query: parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name),
      hasBody: requestBody !== undefined,
    })),
  );
}

/** Makes inputs from the document's `paths`, without end. */
export function* generateInputs(
  paths: Record<string, Record<string, Described>>,
  known: Known,
  seed: number,
): Generator<FuzzInput, never> {
  const chance = createChance(seed);
  const { oneOf, maybe } = chance;
  const operations = listOperations(paths);

  while (true) {
    const operation = oneOf(operations);
    const method = maybe(0.1) ? oneOf(METHODS) : operation.method;
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      makeSegment(chance, known, name),
    );
    const sendsBody = method !== "GET" && method !== "HEAD" && (operation.hasBody || maybe(0.2));
    yield {
      person: oneOf(["guest", "requester", "requester", "platform", "anonymous"] as const),
      method,
      path: path + makeQuery(chance, known, operation.query),
      headers: makeHeaders(chance),
      body: sendsBody ? makeBody(chance, known.body) : undefined,
      headersOnly: operation.path.endsWith("/stream"),
    };
  }
}

type Chance = ReturnType<typeof createChance>;

/** Choices of a seed. Each choice advances the generator, so that their order decides the inputs. */
function createChance(seed: number) {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    below,
    oneOf: <T>(list: readonly T[]): T => list[below(list.length)] as T,
    maybe: (share: number) => random() < share,
  };
}

function makeValue(chance: Chance, depth = 0): unknown {
  const { below, oneOf } = chance;
  const kind = below(depth > 4 ? 4 : 7);
  if (kind === 0) return oneOf([null, true, false]);
  if (kind === 1) return oneOf(NUMBERS);
  if (kind < 4) return oneOf(TEXTS);
  if (kind === 4) return Array.from({ length: below(4) }, () => makeValue(chance, depth + 1));
  if (kind === 5) return Array.from({ length: below(80) }, () => oneOf(TEXTS));
  return Object.fromEntries(
    Array.from({ length: below(5) }, () => [oneOf(TEXTS), makeValue(chance, depth + 1)]),
  );
}

/** The value with one thing changed, somewhere in it. */
function mutate(chance: Chance, value: unknown): unknown {
  const { below, oneOf, maybe } = chance;
  if (typeof value !== "object" || value === null || maybe(0.15)) return makeValue(chance);
  const entries = Object.entries(value);
  const index = below(entries.length + 1);
  const [key, inner] = entries[index] ?? [oneOf(TEXTS), undefined];
  const rest = entries.filter((_, position) => position !== index);
  if (inner !== undefined && maybe(0.15)) return Object.fromEntries(rest);
  const changed = inner === undefined ? makeValue(chance) : mutate(chance, inner);
  return Object.fromEntries([...rest, [key, changed]]);
}

function makeBody(chance: Chance, known: Json): string | Buffer | undefined {
  const { below, maybe } = chance;
  if (maybe(0.05)) return undefined;
  let body: unknown = known;
  for (let count = 1 + below(3); count > 0; count -= 1) body = mutate(chance, body);
  const text = JSON.stringify(body) ?? "";
  return maybe(0.2) ? spoil(chance, text) : text;
}

function spoil({ below, oneOf, maybe }: Chance, text: string): string | Buffer {
  const at = below(text.length);
  if (maybe(0.3)) return text.slice(0, at);
  if (maybe(0.3))
    return Buffer.concat([
      Buffer.from(text.slice(0, at)),
      Buffer.from([0xff, 0xc0, 0x00]),
      Buffer.from(text.slice(at)),
    ]);
  return text.slice(0, at) + oneOf(TEXTS) + text.slice(at);
}

function makeSegment({ oneOf, maybe }: Chance, known: Known, name: string): string {
  if (maybe(0.55)) return known.address[name] ?? oneOf(known.ids);
  const text = oneOf(TEXTS);
  // Some are sent as they are, without what would end the request line.
  return maybe(0.2) ? text.replaceAll(/[^!-~]/g, "").slice(0, 2_000) : escapeText(text);
}

function makeQuery({ oneOf, maybe }: Chance, known: Known, names: readonly string[]): string {
  const pairs = [...names, ...(maybe(0.2) ? ["__proto__", "cursor", "limit"] : [])]
    .filter(() => maybe(0.6))
    .map((name) => `${name}=${maybe(0.3) ? oneOf(known.ids) : escapeText(oneOf(TEXTS))}`);
  return pairs.length > 0 ? `?${pairs.join("&")}` : "";
}

function makeHeaders({ oneOf, maybe }: Chance): Record<string, string> {
  const printable = (text: string) => text.replaceAll(/[^ -~]/g, "").slice(0, 4_000);
  return {
    ...(maybe(0.3) ? { "idempotency-key": printable(oneOf(TEXTS)) } : {}),
    ...(maybe(0.15) ? { "content-type": oneOf(TYPES) } : {}),
    ...(maybe(0.05) ? { authorization: printable(`Bearer ${oneOf(TEXTS)}`) } : {}),
    ...(maybe(0.05) ? { accept: printable(oneOf(TEXTS)) } : {}),
    ...(maybe(0.05) ? { "x-request-id": printable(oneOf(TEXTS)) } : {}),
    ...(maybe(0.05) ? { "content-encoding": "gzip" } : {}),
  };
}
