import type { SyncedName } from "#lib/gitops/types";

/** Why something could not be applied, as a person can read it. */
export interface FailureWords {
  /** The part that a person can act on. */
  lead: string;
  /** The agent's words as they are; absent: `lead` leaves nothing out. */
  whole?: string;
  /** Who acts next, in a sentence or two. */
  next: string;
}

export interface FailedFile {
  agent: string;
  /** In the repository. */
  path: string;
  /** True where the message is of all that the agent applies, not of this file alone. */
  ofWhole: boolean;
}

/** Words of an agent about a failure, shortened, with the next step. Pure. */
export function readFailure(message: string, file: FailedFile): FailureWords {
  const lead = shortenFailure(message);
  const isShorter = lead !== message.replace(/\s+/g, " ").trim();
  return { lead, ...(isShorter ? { whole: message } : {}), next: findNext(message, file) };
}

/** What programs put before the cause: where they were when it happened. Each is followed by the cause. */
const WRAPPINGS: readonly RegExp[] = [
  // Argo CD, of an attempt as a whole.
  /^one or more (?:objects|synchronization tasks)[^,:]*, reason: /,
  /^Failed to (?:load target state|compare desired state to live state): /,
  /^failed to generate manifests? for source \d+ of \d+: /,
  /^rpc error: code = \w+ desc = /,
  /^Manifest generation error \(cached\): /,
  // kubectl's library, with which Argo CD applies; the patch and temporary files stand in it.
  /^error when applying patch:[\s\S]*?\nfor: "[^"]*": /,
  /^error when (?:creating|replacing|patching|retrieving[^:]*) "[^"]*": /,
  /^error validating (?:"[^"]*"|data): (?:error validating data: )?/,
  /^failed to create typed patch object \([^)]*\): /,
  // Flux: which object is known already.
  /^[A-Z]\w+\/[\w.-]+(?:\/[\w.:-]+)? (?:dry-run|apply) failed(?: \(\w+\))?: /,
  /^Error from server(?: \(\w+\))?: /,
];

/** What they put behind it. */
const TRAILERS =
  /(?:\. Retrying attempt #\d+.*| \(retried \d+ times?\)\.?|; if you choose to ignore these errors.*)$/s;

/** A whole manifest may stand in an error. */
const LONG_VALUE = /(Invalid value: )("(?:[^"\\]|\\.){60,}"|\{[^\n]{60,}\})/g;

/** About four lines. */
const LONG = 280;

/** The cause in an error of Argo CD, Flux or the API server, without what stands around it. */
export function shortenFailure(message: string): string {
  let text = message.trim().replace(TRAILERS, "");
  for (let before = ""; before !== text; ) {
    before = text;
    for (const wrapping of WRAPPINGS) text = text.replace(wrapping, "");
  }
  text = text.replace(LONG_VALUE, "$1…").replace(/\s+/g, " ").trim();
  return text.length <= LONG ? text : `${text.slice(0, text.lastIndexOf(" ", LONG) || LONG)} …`;
}

type Next = string | ((file: FailedFile) => string);

/** By what the API server, admission and Git hosts say, the surest first. */
const NEXT: readonly [pattern: RegExp, next: Next][] = [
  [/exceeded quota/i, "Ask for less, or ask the platform team for a larger quota."],
  [
    /forbidden: User "|cannot \w+ resource "|is not permitted in project/i,
    ({ agent }) => `The platform team has to give ${agent} this right.`,
  ],
  [
    /admission webhook|denied the request|ValidatingAdmissionPolicy/i,
    (file) => `${correct(file)} If the rule should not hold here, ask whoever owns it.`,
  ],
  [
    /no matches for kind|could not find (?:the requested resource|version)|ensure CRDs are installed/i,
    "The platform team has to install what serves this kind.",
  ],
  [/namespaces? "[^"]*" not found/i, "The platform team has to create the namespace."],
  [
    /immutable/i,
    "This field stays as it was made. Take the change back, or request a new one beside it and remove this.",
  ],
  [
    /authenticat|authorization failed|repository not found|dial tcp|connection refused|no such host|timeout|timed out|deadline exceeded|x509/i,
    ({ agent }) =>
      `Nothing of your request has to change. The platform team has to see what ${agent} does not reach.`,
  ],
  [
    /yaml|unmarshal|is invalid|invalid value|unknown field|not declared in schema|ValidationError|required value|strict decoding|cannot be handled as/i,
    correct,
  ],
];

function findNext(message: string, file: FailedFile): string {
  const [, next] = NEXT.find(([pattern]) => pattern.test(message)) ?? [];
  if (next === undefined) return "Show this to the platform team.";
  return typeof next === "string" ? next : next(file);
}

function correct({ path, ofWhole, agent }: FailedFile): string {
  if (!ofWhole) return `Correct it in ${path} by another request.`;
  return `Whoever owns what it names has to correct it; ${agent} then applies the rest as well.`;
}

/** True when an agent's words are of this file: they name it, or its object as agents and API servers name one. */
export function isNamed(message: string, { path, object }: { path: string; object: SyncedName }): boolean {
  const { kind, namespace, name } = object;
  const file = path.slice(path.lastIndexOf("/") + 1);
  const names = [`${kind}/${namespace ? `${namespace}/` : ""}${name} `, `${kind} "${name}"`];
  return message.includes(file) || names.some((words) => message.includes(words));
}
