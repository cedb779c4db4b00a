import { type FieldError, PortalError } from "#lib/errors";
import { formatJson } from "#lib/exact-json";
import type { FormSchema } from "#lib/form/types";
import { LIMITS } from "#lib/manifest/limits";
import {
  type LocatedFile,
  listPathVariables,
  type RequestContext,
  type RequestObject,
  referTo,
} from "#lib/request/context";
import { findBlockingError, listExistingFindings } from "#lib/request/existing-resource";
import { formatPlace } from "#lib/request/messages";
import { buildFilePlan, compareLive } from "#lib/request/plan/file-plan";
import type { FilePlan, PlanQuestion, PlanStages } from "#lib/request/plan/types";
import { runDryRun } from "#lib/request/plan/verdicts";
import type { NoSecret } from "#lib/request/trailers";
import type { FieldDrift, Preview, RequestFinding, RequestInput } from "#lib/request/types";
import { portalError, validatePlace } from "#lib/request/validate";

/** The plan of a request against the current state of Git. */
export interface RequestPlan {
  object: RequestObject;
  /** Null for a removal. */
  content: string | null;
  preview: Preview;
  /** Values that the person confirmed as not secret. */
  noSecrets: NoSecret[];
  /** The state of Git that forbids this operation, whatever the content. */
  refusal?: PortalError | undefined;
}

export interface PlanContext extends RequestContext {
  /** Runs the pure stages. Absent: they run in the calling thread and block it. */
  stages?: Pick<PlanStages, "buildFilePlan" | "compareLive">;
}

/** What a request would write, and whether it is valid. Writes nothing. Errors: as `planRequest`. */
export async function previewRequest(input: RequestInput, context: PlanContext): Promise<Preview> {
  return (await planRequest(input, context)).preview;
}

/**
 * Plans a request. The caller must authorize first; a change or removal includes access to read the object.
 * @throws PortalError `git-unavailable`; `invalid` where the input is larger than `LIMITS`, or the stages
 * take too long; `too-many-requests` where too many inputs are waiting for the stages
 */
export async function planRequest(input: RequestInput, context: PlanContext): Promise<RequestPlan> {
  assertWithinLimits(input);
  const stages = context.stages ?? LOCAL_STAGES;
  const object = referTo(input, context.entry);
  const placeErrors = validatePlace(input, context);
  const isPlaced = placeErrors.length === 0;
  const [{ path, file, count }, findings] = isPlaced
    ? await Promise.all([locateFile(input, object, context), listFindings(input, object, context)])
    : [NO_FILE, []];
  const refusal = isPlaced
    ? (findBlockingError(findings) ?? findRefusal(input, object, { path, file, count }))
    : undefined;

  const shownFile = mayShow(input, context) ? file : undefined;
  const question = { input, object, path, file: shownFile && cutAtLimit(shownFile.content) };
  const { worked, form } = await buildVersionPlan(question, context, stages);

  const found = [
    ...placeErrors,
    ...listGitErrors(refusal),
    ...listVersionErrors(input, worked, context),
    ...worked.errors,
  ];
  const [server, drift] = await Promise.all([
    runDryRun(context, worked, found),
    findDrift(worked, { ...context, form }, stages),
  ]);
  const errors = [...found, ...server.errors];
  const { content, noSecrets, manifest, diff, changes, unchecked } = worked;
  const validation = { ok: errors.length === 0, errors, unchecked, server: server.verdict };
  const base = shownFile?.blob ?? null;
  const preview = { manifest, path, diff, changes, drift, validation, base, findings };
  return { object: worked.object, content, noSecrets, refusal, preview };
}

/** Runs the stages in this thread. */
const LOCAL_STAGES: Pick<PlanStages, "buildFilePlan" | "compareLive"> = {
  buildFilePlan: async (question, form) => buildFilePlan(question, form),
  compareLive: async (sides, live, form) => compareLive(sides, live, form),
};

/** `values` came as JSON, whose size was checked before parsing. */
function assertWithinLimits({ manifest = "" }: RequestInput): void {
  if (Buffer.byteLength(manifest) <= LIMITS.manifestBytes) return;
  throw new PortalError("invalid", {
    detail: `The input is larger than ${LIMITS.manifestBytes / 1_024} KiB.`,
    suggestion: "Shorten the input and try again.",
  });
}

const NO_FILE: LocatedFile = { path: "", file: undefined, count: 0 };

/** The path template places a new object. An existing one stays in its file. */
async function locateFile(
  { operation }: RequestInput,
  object: RequestObject,
  { pathTemplate, entry, provider, locate }: RequestContext,
): Promise<LocatedFile> {
  if (operation !== "create" && locate) return locate(object);
  const path = pathTemplate.render(listPathVariables(object, entry));
  return { path, file: await provider.readFile(path), count: 1 };
}

async function listFindings(
  { operation }: RequestInput,
  object: RequestObject,
  { findExisting }: RequestContext,
): Promise<RequestFinding[]> {
  if (operation !== "create" || !findExisting) return [];
  return listExistingFindings(object, await findExisting(object));
}

/**
 * The file in Git is shown to people with access to read the object. A change and a removal are already
 * authorized.
 */
function mayShow({ operation }: RequestInput, { mayRead }: RequestContext): boolean {
  return operation !== "create" || mayRead === true;
}

/** A text over the limit is cut: it stays over the limit and is refused, and less text is passed on. */
function cutAtLimit(text: string): string {
  return text.slice(0, LIMITS.manifestBytes + 1);
}

/** A change without a version keeps the file's version, which has its own form. */
async function buildVersionPlan(
  question: PlanQuestion,
  { form, findForm, entry }: RequestContext,
  stages: Pick<PlanStages, "buildFilePlan">,
): Promise<{ worked: FilePlan; form: FormSchema | undefined }> {
  const { operation, version: asked = entry.version } = question.input;
  const worked = await stages.buildFilePlan(question, form);
  const { version } = worked.object;
  if (operation === "delete" || version === asked || !findForm) return { worked, form };
  const own = findForm(version);
  return { worked: await stages.buildFilePlan(question, own), form: own };
}

/** No agent can apply a version that the cluster does not serve. */
function listVersionErrors(
  { operation }: RequestInput,
  { object: { cluster, kind, version } }: FilePlan,
  { servedVersions }: RequestContext,
): FieldError[] {
  if (operation === "delete" || !servedVersions || servedVersions.includes(version)) return [];
  const served = servedVersions.join(" or ") || "none";
  return [
    portalError(
      "/apiVersion",
      `The cluster ${cluster} does not serve ${kind} ${version}. Served: ${served}.`,
    ),
  ];
}

function listGitErrors(refusal: PortalError | undefined): FieldError[] {
  return refusal ? [{ path: "", message: refusal.detail, source: "git" }] : [];
}

/** The drift of a change, in the version of the file. */
async function findDrift(
  { object, comparison }: FilePlan,
  { readLive, form }: RequestContext,
  stages: Pick<PlanStages, "compareLive">,
): Promise<FieldDrift[]> {
  if (!comparison) return [];
  const live = await readLive?.({ ...object, version: comparison.version });
  return live ? stages.compareLive(comparison.sides, formatJson(live), form) : [];
}

function findRefusal(
  { operation, base }: RequestInput,
  object: RequestObject,
  { path, file, count }: LocatedFile,
): PortalError | undefined {
  const place = formatPlace(object);
  if (operation === "create") {
    if (!file) return undefined;
    return new PortalError("already-exists", {
      detail: `${place} is already in Git.`,
      suggestion: "Choose another name, or change the existing resource.",
    });
  }
  if (!file) {
    return new PortalError("not-found", {
      detail: `${place} is not in Git, so it cannot be changed or removed by a pull request.`,
      suggestion:
        "Someone may have removed the file, or created the object outside Git. Ask the platform team.",
    });
  }
  if (count > 1) {
    return new PortalError("conflict", {
      detail: `${path} holds ${count} objects. The portal changes and removes only files with one object.`,
      suggestion: "Change the file in the repository.",
    });
  }
  if (base === undefined || base === file.blob) return undefined;
  return new PortalError("conflict", {
    detail: "Someone changed this file.",
    suggestion: "Compare the version in Git with your change, then try again.",
  });
}
