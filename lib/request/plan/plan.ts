/**
 * The plan of a request: parse → place → validate → mask → judge → render (docs/decisions/0030). This file has
 * the stages that ask Git and the cluster, `file-plan.ts` those that run in a thread.
 */
import { type FieldError, PortalError } from "#lib/errors";
import { formatJson, parseJson } from "#lib/exact-json";
import type { FormSchema } from "#lib/form/types";
import type { FileChange } from "#lib/git/types";
import { LIMITS } from "#lib/manifest/limits";
import { listEffects } from "#lib/request/adopt/effect";
import type { Manifest } from "#lib/request/file/manifest";
import { formatPlace, type RequestObject } from "#lib/request/object";
import { placeRequest, type RequestPlace } from "#lib/request/plan/place";
import type { AmendedRequest, FilePlan, PlanContext, ServerAnswer } from "#lib/request/plan/types";
import { validateVersion } from "#lib/request/plan/validate";
import type { NoSecret } from "#lib/request/trailers";
import type { FieldDrift, Preview, RequestInput } from "#lib/request/types";

/** The plan of a request against the current state of Git. */
export interface RequestPlan {
  object: RequestObject;
  /** The resulting file; null where the request removes it. */
  content: string | null;
  /** The object's document in it; empty for a removal. */
  text: string;
  /** The changed files; each `base` is the blob that the change starts from. */
  files: FileChange[];
  preview: Preview;
  /** Values that the person confirmed as not secret. */
  noSecrets: NoSecret[];
  /** The state of Git that forbids this operation, whatever the content. */
  refusal?: PortalError | undefined;
}

/**
 * Plans a request: what it would write, and whether it is valid. Writes nothing. The caller must authorize
 * first; a change or removal includes access to read the object.
 * @throws PortalError `git-unavailable`; `invalid` where the input is larger than `LIMITS`, or the stages
 * take too long; `too-many-requests` where too many inputs are waiting for the stages
 */
export async function planRequest(input: RequestInput, context: PlanContext): Promise<RequestPlan> {
  assertWithinLimits(input);
  const place = await placeRequest(input, context);
  const { file, form } = await planFile(input, place, context);
  const found = [...place.errors, ...validateVersion(input, file.object, context), ...file.errors];
  const [answer, drift] = await Promise.all([
    runDryRun(file, found, context),
    findDrift(file, form, context),
  ]);
  const server = input.adopts ? await judgeAdoption(file, answer, form, context) : answer;
  // A new document has no version that the request starts from. Whether a file is there is for readers only.
  const isBaseless = input.operation === "create" && (context.layout === "documents" || !context.mayRead);
  const shown = isBaseless && !context.amends ? { ...place, base: null } : place;
  const preview = renderPreview(context, shown, file, found, server, drift);
  const { object, content, text, noSecrets } = file;
  return { object, content, text, files: listFiles(place, file), noSecrets, refusal: place.refusal, preview };
}

function listFiles({ path, base, kustomization: list }: RequestPlace, file: FilePlan): FileChange[] {
  const { content, kustomization } = file;
  const own = { path, content, base };
  return kustomization ? [own, { ...kustomization, base: list?.file?.blob ?? null }] : [own];
}

/** `values` came as JSON, whose size was checked before parsing. */
function assertWithinLimits({ manifest = "" }: RequestInput): void {
  if (Buffer.byteLength(manifest) <= LIMITS.manifestBytes) return;
  throw new PortalError("invalid", {
    detail: `The input is larger than ${LIMITS.manifestBytes / 1_024} KiB.`,
    suggestion: "Shorten the input and try again.",
  });
}

/** The stages of the file, in a thread, with its form. A change without a version keeps the file's version. */
async function planFile(
  input: RequestInput,
  { object, path, content, proposed, kustomization: list, form }: RequestPlace,
  { stages, findForm, layout, mayRead }: PlanContext,
): Promise<{ file: FilePlan; form: FormSchema | undefined }> {
  const appends = layout === "documents";
  const hidesFile = appends && input.operation === "create" && !mayRead;
  const kustomization = list && {
    path: list.path,
    text: list.file?.content.slice(0, LIMITS.manifestBytes + 1),
  };
  const question = { input, object, path, file: content, appends, hidesFile, kustomization, proposed };
  const file = await stages.buildFilePlan(question, form);
  const { version } = file.object;
  const own = input.operation === "delete" || version === object.version ? form : findForm(version);
  return own === form ? { file, form } : { file: await stages.buildFilePlan(question, own), form: own };
}

/**
 * Stage "judge": runs the dry run on the API server, only when the portal found no error. The manifest is then
 * certainly about the object that the person may request.
 */
async function runDryRun(
  { object, after }: FilePlan,
  found: readonly FieldError[],
  { tryOnServer }: PlanContext,
): Promise<ServerAnswer> {
  if (found.length > 0) return skipDryRun("The dry run starts after you fix the other errors.");
  if (after === undefined) return skipDryRun("The portal doesn't run a dry run for a removal.");
  if (!tryOnServer) return skipDryRun("The cluster checks the request after the merge.");
  return tryOnServer(parseJson<Manifest>(after), object);
}

/** A verdict for a skipped dry run. The request can be made without it. */
export function skipDryRun(reason: string, warnings: string[] = []): ServerAnswer {
  return { verdict: { state: "unchecked", reason, warnings }, errors: [] };
}

/** An adoption applies to no change: each field that the dry run changes is an error. */
async function judgeAdoption(
  { object }: FilePlan,
  answer: ServerAnswer,
  form: FormSchema | undefined,
  { readLive }: PlanContext,
): Promise<ServerAnswer> {
  const live = await readLive?.(object);
  if (!live) {
    const message = `The portal can't read ${formatPlace(object)} in the cluster.`;
    return { ...answer, errors: [...answer.errors, { path: "", message, source: "server" }] };
  }
  if (!answer.applied) return answer;
  const effects = listEffects(live, answer.applied, form);
  if (effects.length === 0) return { ...answer, verdict: { ...answer.verdict, unchanged: true } };
  const errors = effects.map(({ path, label }): FieldError => {
    return { path, message: `Applying this file would change ${label || "the object"}.`, source: "server" };
  });
  return { ...answer, errors: [...answer.errors, ...errors] };
}

/** The drift of a change, in the version of the file. */
async function findDrift(
  { object, comparison }: FilePlan,
  form: FormSchema | undefined,
  { readLive, stages }: PlanContext,
): Promise<FieldDrift[]> {
  if (!comparison) return [];
  const live = await readLive?.({ ...object, version: comparison.version });
  return live ? stages.compareLive(comparison.sides, formatJson(live), form) : [];
}

/** Stage "render": the file, where it is, and the verdict. `found` are the errors that the portal found. */
function renderPreview(
  { provider, repositories, amends }: PlanContext,
  { path, base, findings }: RequestPlace,
  { manifest, diff, changes, unchecked, amendment }: FilePlan,
  found: readonly FieldError[],
  server: ServerAnswer,
  drift: FieldDrift[],
): Preview {
  const errors = [...found, ...server.errors];
  const validation = { ok: errors.length === 0, errors, unchecked, server: server.verdict };
  const { name, url, branch } = provider.repository;
  const target = { repository: { name, url, branch }, repositories: [...repositories] };
  return {
    ...{ manifest, path, ...target, diff, changes, drift, validation, base, findings },
    ...(amends && amendment && { amends: describeAmended(amends, amendment) }),
  };
}

function describeAmended(
  { id, pullRequest, head, isNew }: AmendedRequest,
  amendment: NonNullable<FilePlan["amendment"]>,
): NonNullable<Preview["amends"]> {
  return { request: id, url: pullRequest.url, commit: head, isNew, ...amendment };
}
