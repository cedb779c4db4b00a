/** What the API server refuses, at the fields of the form and in a person's words. */
import type { FieldError } from "#lib/errors";
import { findField } from "#lib/form/tree/lookup";
import type { FormSchema } from "#lib/form/types";
import type { KubernetesApiError } from "#lib/kubernetes/transport/api-error";
import { fieldToPointer } from "#lib/kubernetes/transport/field-pointer";
import type { Manifest } from "#lib/request/file/manifest";
import type { RequestObject } from "#lib/request/object";
import { formatPointer, ownValue, parsePointer, readPointer } from "#lib/schema/pointer";

export interface Refusal {
  /** Who refuses it, as a sentence. */
  reason: string;
  /** At least one. */
  errors: FieldError[];
}

/** What was refused. */
export interface Tried {
  object: RequestObject;
  manifest: Manifest;
  /** For the titles of fields. */
  form: FormSchema | undefined;
}

type Reader = (error: KubernetesApiError, tried: Tried) => Refusal | undefined;

/** Reads a Status that is a refusal: of the API itself, of a policy, a webhook, a quota, or for want of a namespace. */
export function readRefusal(error: KubernetesApiError, tried: Tried): Refusal {
  for (const read of [readNamespace, readAdmission, readQuota, readCauses]) {
    const refusal = read(error, tried);
    if (refusal) return refusal;
  }
  const message = shorten(
    error.said.slice(0, MOST_READ).replace(/^.*? is (?:forbidden|invalid): /, "") || error.detail,
  );
  return { reason: "The cluster refuses it.", errors: [at("", message)] };
}

const readNamespace: Reader = ({ httpStatus }, { object: { namespace = "", cluster } }) => {
  if (httpStatus !== 404) return undefined;
  const message = `The cluster ${cluster} has no namespace ${namespace}.`;
  return { reason: message, errors: [at("/metadata/namespace", message)] };
};

/** Rule: k8s.io/apiserver, admission/plugin/policy/validating (policies) and admission/plugin/webhook/errors. */
const ADMISSION =
  /(?:(?<policy>ValidatingAdmissionPolicy '(?<name>[^']+)')(?: with binding '[^']*')?|admission webhook "(?<webhook>[^"]+)") denied (?:the )?request(?:: | without explanation)?(?<why>[\s\S]*)$/;

const readAdmission: Reader = ({ said }, { form }) => {
  const groups = ADMISSION.exec(said.slice(0, MOST_READ))?.groups;
  if (!groups) return undefined;
  const who = groups.policy ? `The policy ${groups.name}` : `The webhook ${groups.webhook}`;
  const why = groups.why?.trim();
  const message = why ? `${who} refuses it: ${shorten(why)}` : `${who} refuses it and does not say why.`;
  return { reason: `${who} refuses it.`, errors: [at(findNamedField(why ?? "", form), message)] };
};

/** Policies and webhooks name no field, but most write its path into their message. */
function findNamedField(message: string, form: FormSchema | undefined): string {
  const named = message.match(/\bspec(?:\.[A-Za-z0-9_-]+|\[[^\]]+\])+/g) ?? [];
  const pointers = named.map(fieldToPointer);
  const isKnown = (pointer: string) => form !== undefined && findField(form, pointer) !== undefined;
  return pointers.find(isKnown) ?? "";
}

/** Rule: k8s.io/apiserver, admission/plugin/resourcequota/controller.go. */
const QUOTA = /exceeded quota: ([^,]+), requested: (.+), used: (.+), limited: (.+)$/;

const readQuota: Reader = ({ said }) => {
  const [, quota, requested, used, limited] = QUOTA.exec(said.slice(0, MOST_READ)) ?? [];
  if (quota === undefined) return undefined;
  const message = `The quota ${quota} allows ${limited}: ${used} is used, and this request needs ${requested}.`;
  return { reason: `The quota ${quota} is used up.`, errors: [at("", message)] };
};

const readCauses: Reader = ({ errors }, { manifest, form }) => {
  const telling = errors.filter(({ message }) => !/some validation rules were not checked/.test(message));
  if (telling.length === 0) return undefined;
  return {
    reason: "The API refuses it.",
    errors: telling.map(({ path, message }) => {
      const place = joinKeys(path, manifest);
      return at(place, sayCause(message, titleOf(form, place)));
    }),
  };
};

/** The API server writes `labels.a.b/c` for the key `a.b/c`: the object tells which dots belong to a key. */
function joinKeys(path: string, manifest: Manifest): string {
  const found: string[] = [];
  let rest = parsePointer(path);
  while (rest.length > 0) {
    const here = readPointer(manifest, formatPointer(found));
    const lengths = rest.map((_, index) => index + 1);
    const known = lengths.find((length) => ownValue(here, rest.slice(0, length).join(".")) !== undefined);
    found.push(rest.slice(0, known ?? 1).join("."));
    rest = rest.slice(known ?? 1);
  }
  return formatPointer(found);
}

function titleOf(form: FormSchema | undefined, path: string): string {
  return (form && findField(form, path)?.title) ?? "";
}

/** Rule: k8s.io/apimachinery/pkg/util/validation/field/errors.go: `<kind of error>: <value>: <detail>`. */
const CAUSE =
  /^(?:(Invalid value|Unsupported value|Duplicate value|Not found|Too many): (?:"(?:[^"\\]|\\.)*"|\{[\s\S]*?\}(?=: |$)|\[[\s\S]*?\](?=: |$)|[^\s:]+)|(Required value|Forbidden|Too long|Internal error))(?:: ([\s\S]*))?$/;

function sayCause(message: string, title: string): string {
  const [, withValue, bare, rest = ""] = CAUSE.exec(message.slice(0, MOST_READ)) ?? [];
  const kind = withValue ?? bare;
  const detail = rest.replace(/^\S+ in body /, "");
  if (kind === "Required value")
    return title ? `${title} is required.` : shorten(detail || "It is required.");
  if (kind === "Unsupported value") {
    const choices = detail.replace(/^supported values: /, "").replaceAll('"', "");
    return `${title || "It"} must be one of ${shorten(choices)}`;
  }
  if (kind === "Duplicate value") return `${title || "It"} must not be there twice.`;
  const said = shorten(detail || message);
  return /^(must|should|may|is|has|cannot) /.test(said) ? `${title || "It"} ${said}` : said;
}

const LONGEST = 300;
/** Characters of a message that are looked at: a server repeats values, and those may be as long as a person likes. */
const MOST_READ = 10_000;

function shorten(text: string): string {
  const line = text.slice(0, MOST_READ).trim().replace(/\s+/g, " ");
  if (line.length > LONGEST) return `${line.slice(0, LONGEST)}…`;
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}

function at(path: string, message: string): FieldError {
  return { path, message, source: "server" };
}
