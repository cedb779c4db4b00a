import { type FieldError, isPortalError, PortalError } from "#lib/errors";
import type { GitFile } from "#lib/git/types";
import { splitApiVersion } from "#lib/kubernetes/resource-path";
import { listChanges } from "#lib/request/changes";
import { listPathVariables, type RequestContext, type RequestObject, referTo } from "#lib/request/context";
import { listDrift } from "#lib/request/drift";
import {
  buildManifest,
  formatManifest,
  type Manifest,
  parseManifest,
  updateManifest,
} from "#lib/request/manifest";
import { guardSide, listNoSecrets } from "#lib/request/secrets";
import type { NoSecret } from "#lib/request/trailers";
import type { Preview, RequestInput } from "#lib/request/types";
import { portalError, validateFields, validateManifest, validatePlace } from "#lib/request/validate";
import { addErrors, askServer, judgeRules } from "#lib/request/verdicts";
import { formatPlace } from "#lib/request/words";
import { formatUnifiedDiff } from "#lib/schema/unified-diff";
import { settleValues } from "#lib/schema/visibility";

/** A request worked out against what is in Git now. */
export interface RequestPlan {
  object: RequestObject;
  /** Null removes the file. */
  content: string | null;
  preview: Preview;
  /** What looks like a secret in it, and is none as the person says. */
  noSecrets: NoSecret[];
  /** What Git holds that forbids this, whatever the content. */
  refusal?: PortalError;
}

/** What a request would write, and whether it is valid. Nothing is written. Errors: `git-unavailable`. */
export async function previewRequest(input: RequestInput, context: RequestContext): Promise<Preview> {
  return (await planRequest(input, context)).preview;
}

export async function planRequest(input: RequestInput, context: RequestContext): Promise<RequestPlan> {
  const object = referTo(input, context.entry);
  const placeErrors = validatePlace(input, context);
  const path =
    placeErrors.length > 0 ? "" : context.pathTemplate.render(listPathVariables(object, context.entry));
  const file = path === "" ? undefined : await context.provider.readFile(path);
  const draft = draftContent(input, context, object, file);
  const refusal = path === "" ? undefined : findRefusal(input, object, file);
  const gitErrors: FieldError[] = refusal ? [{ path: "", message: refusal.detail, source: "git" }] : [];
  const before = guardSide({ manifest: draft.before, text: file?.content }, input, context.form);
  const after = guardSide({ manifest: draft.after, text: draft.text }, input, context.form);
  // What a rule says may hold what it judges.
  const rules = judgeRules(context, after.errors.length === 0 ? draft : {});
  const fieldErrors = addErrors([...draft.errors, ...after.errors], rules.errors);
  const found = [...placeErrors, ...gitErrors, ...fieldErrors];
  const [server, live] = await Promise.all([
    askServer(context, draft, found),
    readLive(input, context, draft),
  ]);
  const errors = [...found, ...server.errors];
  const content = input.operation === "delete" ? null : draft.text;
  const changes = listChanges(before.manifest, after.manifest, context.form);
  const shownLive = live && guardSide({ manifest: live, text: undefined }, input, context.form).manifest;
  return {
    object: draft.object,
    content,
    refusal,
    noSecrets: listNoSecrets(draft.after, input, context.form),
    preview: {
      manifest: after.text ?? "",
      path,
      diff: formatUnifiedDiff(path, before.text, content === null ? undefined : after.text),
      changes,
      drift: listDrift(
        { before: draft.before, after: draft.after, live },
        { before: before.manifest, after: after.manifest, live: shownLive },
        changes,
        context.form,
      ),
      validation: {
        ok: errors.length === 0,
        errors,
        unchecked: rules.unchecked,
        server: server.verdict,
      },
      base: file?.blob ?? null,
    },
  };
}

/** What a change finds in the cluster, in the version of the file. */
async function readLive(
  { operation }: RequestInput,
  context: RequestContext,
  { object, before }: Draft,
): Promise<Manifest | undefined> {
  if (operation !== "update" || !before) return undefined;
  return context.readLive?.({ ...object, version: splitApiVersion(before.apiVersion).version });
}

interface Draft {
  /** With the version that the file will have. */
  object: RequestObject;
  /** Empty for a removal. */
  text: string;
  before?: Manifest;
  after?: Manifest;
  errors: FieldError[];
}

function draftContent(
  input: RequestInput,
  context: RequestContext,
  object: RequestObject,
  file: GitFile | undefined,
): Draft {
  const current = input.operation === "create" || !file ? undefined : tryParse(file.content);
  const inFile = current?.manifest && splitApiVersion(current.manifest.apiVersion).version;
  // What is removed goes in whatever version it is.
  const asked = input.operation === "delete" ? undefined : input.version;
  const version = asked ?? inFile ?? object.version;
  const draft = draftText(input, context, { ...object, version }, file, current?.manifest);
  const inGit = (current?.errors ?? []).map(({ message }) =>
    portalError("", `The file in Git is not a manifest. ${message}`),
  );
  return { ...draft, before: current?.manifest, errors: [...inGit, ...draft.errors] };
}

function draftText(
  input: RequestInput,
  context: RequestContext,
  object: RequestObject,
  file: GitFile | undefined,
  current: Manifest | undefined,
): Draft {
  if (input.operation === "delete") {
    // The path says what will be removed; the file must agree.
    const errors = current ? validateManifest(current, object, {}) : [];
    return { object, text: "", errors };
  }
  if (input.manifest !== undefined) {
    const { manifest, errors } = tryParse(input.manifest);
    // A change may move to another version of the API; a new object starts with the one that was offered.
    const isFree = input.operation === "update" && !input.version && manifest !== undefined;
    const version = isFree ? splitApiVersion(manifest.apiVersion).version : object.version;
    const own = { ...object, version };
    const found = manifest ? validateManifest(manifest, own, context) : [];
    return { object: own, text: endLine(input.manifest), after: manifest, errors: [...errors, ...found] };
  }
  const values = context.form ? settleValues(context.form, input.values ?? {}) : (input.values ?? {});
  const built = buildManifest({ type: object, ...object, values }, context.form);
  const after = current ? replaceValues(current, built) : built;
  const text = current && file ? updateManifest(file.content, after) : formatManifest(after);
  return {
    object,
    text,
    after,
    errors: [...validateFields(values), ...validateManifest(after, object, context)],
  };
}

/** The file's own identity, labels and annotations, with the values of the form in place of the old ones. */
function replaceValues({ kind, metadata }: Manifest, built: Manifest): Manifest {
  return { ...built, kind, metadata };
}

function tryParse(text: string): { manifest?: Manifest; errors: FieldError[] } {
  try {
    return { manifest: parseManifest(text).manifest, errors: [] };
  } catch (error) {
    if (isPortalError(error)) return { errors: error.errors };
    throw error;
  }
}

function findRefusal(
  { operation, base }: RequestInput,
  object: RequestObject,
  file: GitFile | undefined,
): PortalError | undefined {
  const place = formatPlace(object);
  if (operation === "create") {
    if (!file) return undefined;
    return new PortalError("already-exists", {
      detail: `${place} is already in Git.`,
      suggestion: "Choose another name, or change the one that is there.",
    });
  }
  if (!file) {
    return new PortalError("not-found", {
      detail: `${place} is not in Git, so it cannot be changed or removed by a pull request.`,
      suggestion: "It may have been removed, or made by other means. Ask the platform team.",
    });
  }
  if (base === undefined || base === file.blob) return undefined;
  return new PortalError("conflict", {
    detail: "Someone changed this file.",
    suggestion: "Compare it with yours, then try again from what is in Git now.",
  });
}

function endLine(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
