/**
 * https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-url-library. Parses only plain addresses,
 * because Go parses unusual ones differently.
 */
import { define, type Library } from "#lib/schema/cel/overload";
import { type CelValue, failEvaluation, makeList, makeMap, type UrlValue } from "#lib/schema/cel/values";

const URL_PARTS =
  /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/((\[[0-9a-fA-F:]+\]|[a-zA-Z0-9._~-]*)(?::(\d*))?)(\/[a-zA-Z0-9._~!$&'()*+,;=:@/-]*)?(?:\?([a-zA-Z0-9._~=&-]*))?$/;
const PATH = /^(\/[a-zA-Z0-9._~!$&'()*+,;=:@/-]*)(?:\?([a-zA-Z0-9._~=&-]*))?$/;
// Text that is neither a path nor starts with a scheme.
const NEVER = /^(?!\/)[^:]*$|^[^a-zA-Z/]/;

export const URLS: Library = [
  define("isURL", ["string"], (text) => parseUrl(text) !== undefined),
  define("url", ["string"], (text) => parseUrl(text) ?? failEvaluation("the rule reads a text as a URL")),
  define(".getScheme", ["url"], ({ scheme }) => scheme),
  define(".getHost", ["url"], ({ host }) => host),
  define(".getHostname", ["url"], ({ hostname }) => hostname),
  define(".getPort", ["url"], ({ port }) => port),
  define(".getEscapedPath", ["url"], ({ path }) => path),
  define(".getQuery", ["url"], ({ query }) => readQuery(query)),
];

/** Undefined for text that is certainly not a URL. */
function parseUrl(text: string): UrlValue | undefined {
  if (NEVER.test(text)) return undefined;
  const absolute = URL_PARTS.exec(text);
  if (absolute) {
    const [, scheme = "", host = "", hostname = "", port = "", path = "", query = ""] = absolute;
    const bare = hostname.replace(/^\[|\]$/g, "");
    return { kind: "url", scheme: scheme.toLowerCase(), host, hostname: bare, port, path, query };
  }
  const [, path, query = ""] = PATH.exec(text) ?? [];
  if (path === undefined || path.startsWith("//"))
    return failEvaluation("the rule reads an unusual text as a URL");
  return { kind: "url", scheme: "", host: "", hostname: "", port: "", path, query };
}

function readQuery(query: string): CelValue {
  const values = new Map<string, string[]>();
  for (const pair of query.split("&").filter((part) => part !== "")) {
    const [name = "", ...rest] = pair.split("=");
    values.set(name, [...(values.get(name) ?? []), rest.join("=")]);
  }
  return makeMap([...values].map(([name, list]) => [name, makeList(list)]));
}
