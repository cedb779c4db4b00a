import type { SyncedName } from "#lib/gitops/types";

/** The readable form of an apply failure. */
export interface FailureText {
  /** The part of the message that helps a person. */
  lead: string;
  /** The agent's full message; absent where `lead` is complete. */
  whole?: string;
  /** The next step, in one or two sentences. */
  next: string;
}

export interface FailedFile {
  agent: string;
  /** In the repository. */
  path: string;
  /** True where the message is about everything that the agent applies, not only this file. */
  ofWhole: boolean;
}

/** Shortens an agent's failure message, and adds the next step. Pure. */
export function readFailure(message: string, file: FailedFile): FailureText {
  const lead = shortenFailure(message);
  const isShorter = lead !== message.replace(/\s+/g, " ").trim();
  return { lead, ...(isShorter ? { whole: message } : {}), next: findNext(message, file) };
}

/** Prefixes that programs put before the cause to say where it happened. */
const WRAPPINGS: readonly RegExp[] = [
  // Argo CD's prefix for an attempt as a whole.
  /^one or more (?:objects|synchronization tasks)[^,:]*, reason: /,
  /^Failed to (?:load target state|compare desired state to live state): /,
  /^failed to generate manifests? for source \d+ of \d+: /,
  /^rpc error: code = \w+ desc = /,
  /^Manifest generation error \(cached\): /,
  // The prefix of kubectl's library, which Argo CD uses. It contains the patch and temporary files.
  /^error when applying patch:[\s\S]*?\nfor: "[^"]*": /,
  /^error when (?:creating|replacing|patching|retrieving[^:]*) "[^"]*": /,
  /^error validating (?:"[^"]*"|data): (?:error validating data: )?/,
  /^failed to create typed patch object \([^)]*\): /,
  // Flux's prefix with the object, which the reader knows already.
  /^[A-Z]\w+\/[\w.-]+(?:\/[\w.:-]+)? (?:dry-run|apply) failed(?: \(\w+\))?: /,
  /^Error from server(?: \(\w+\))?: /,
];

/** Suffixes behind the cause. */
const TRAILERS =
  /(?:\. Retrying attempt #\d+.*| \(retried \d+ times?\)\.?|; if you choose to ignore these errors.*)$/s;

/** An error can contain a whole manifest. */
const LONG_VALUE = /(Invalid value: )("(?:[^"\\]|\\.){60,}"|\{[^\n]{60,}\})/g;

/** About four lines. */
const LONG = 280;

/** The cause in an error of Argo CD, Flux or the API server, without prefixes and suffixes. */
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

/** Next steps by the texts of the API server, admission and Git hosts, the most certain first. */
const NEXT: readonly [pattern: RegExp, next: Next][] = [
  [/exceeded quota/i, "Request less, or ask the platform team for a larger quota."],
  [
    /forbidden: User "|cannot \w+ resource "|is not permitted in project/i,
    ({ agent }) => `Ask the platform team to give ${agent} this permission.`,
  ],
  [
    /admission webhook|denied the request|ValidatingAdmissionPolicy/i,
    (file) => `${describeCorrection(file)} If the rule should not apply here, ask its owner.`,
  ],
  [
    /no matches for kind|could not find (?:the requested resource|version)|ensure CRDs are installed/i,
    "Ask the platform team to install the API of this kind.",
  ],
  [/namespaces? "[^"]*" not found/i, "Ask the platform team to create the namespace."],
  [
    /immutable/i,
    "This field can't change after creation. Undo the change, or request a new resource and remove this one.",
  ],
  [
    /authenticat|authorization failed|repository not found|dial tcp|connection refused|no such host|timeout|timed out|deadline exceeded|x509/i,
    ({ agent }) =>
      `You don't need to change your request. Ask the platform team to check what ${agent} can't reach.`,
  ],
  [
    /yaml|unmarshal|is invalid|invalid value|unknown field|not declared in schema|ValidationError|required value|strict decoding|cannot be handled as/i,
    describeCorrection,
  ],
];

function findNext(message: string, file: FailedFile): string {
  const [, next] = NEXT.find(([pattern]) => pattern.test(message)) ?? [];
  if (next === undefined) return "Show this to the platform team.";
  return typeof next === "string" ? next : next(file);
}

function describeCorrection({ path, ofWhole, agent }: FailedFile): string {
  if (!ofWhole) return `Correct the value in ${path} with another request.`;
  return `The owner of the named object must correct it. Then ${agent} applies the rest as well.`;
}

/** True when a message names the file, or its object in the form that agents and API servers use. */
export function isNamed(message: string, { path, object }: { path: string; object: SyncedName }): boolean {
  const { kind, namespace, name } = object;
  const file = path.slice(path.lastIndexOf("/") + 1);
  const names = [`${kind}/${namespace ? `${namespace}/` : ""}${name} `, `${kind} "${name}"`];
  return message.includes(file) || names.some((words) => message.includes(words));
}
