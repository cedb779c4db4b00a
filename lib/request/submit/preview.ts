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
import { listExistingFindings, refuseByFindings } from "#lib/request/existing-resource";
import { formatPlace } from "#lib/request/messages";
import type { PlanQuestion, PlanStages, WorkedOut } from "#lib/request/plan/types";
import { askServer } from "#lib/request/plan/verdicts";
import { compareLive, workOut } from "#lib/request/plan/work-out";
import type { NoSecret } from "#lib/request/trailers";
import type { FieldDrift, Preview, RequestFinding, RequestInput } from "#lib/request/types";
import { portalError, validatePlace } from "#lib/request/validate";

/** A request worked out against what is in Git now. */
export interface RequestPlan {
  object: RequestObject;
  /** Null removes the file. */
  content: string | null;
  preview: Preview;
  /** Values that look like secrets and are none, as the person says. */
  noSecrets: NoSecret[];
  /** What Git holds that forbids this, whatever the content. */
  refusal?: PortalError | undefined;
}

export interface PlanContext extends RequestContext {
  /** Where the stages run that need only their input. Absent: in the calling thread, which they then keep busy. */
  stages?: Pick<PlanStages, "workOut" | "compareLive">;
}

/** What a request would write, and whether it is valid. Nothing is written. Errors: as `planRequest`. */
export async function previewRequest(input: RequestInput, context: PlanContext): Promise<Preview> {
  return (await planRequest(input, context)).preview;
}

/**
 * Works a request out. The caller has authorized it; of a change and a removal that includes the right to read the
 * object.
 * @throws PortalError `git-unavailable`; `invalid` where the input is larger than `LIMITS`, or the stages take too long
 *   for it; `too-many-requests` where too many inputs wait for them
 */
export async function planRequest(input: RequestInput, context: PlanContext): Promise<RequestPlan> {
  assertWithinLimits(input);
  const stages = context.stages ?? HERE;
  const object = referTo(input, context.entry);
  const placeErrors = validatePlace(input, context);
  const isPlaced = placeErrors.length === 0;
  const [{ path, file, count }, findings] = isPlaced
    ? await Promise.all([locateFile(input, object, context), listFindings(input, object, context)])
    : [NOWHERE, []];
  const refusal = isPlaced
    ? (refuseByFindings(findings) ?? findRefusal(input, object, { path, file, count }))
    : undefined;

  const shownFile = mayShow(input, context) ? file : undefined;
  const question = { input, object, path, file: shownFile && cutAtLimit(shownFile.content) };
  const { worked, form } = await workOutVersion(question, context, stages);

  const found = [
    ...placeErrors,
    ...listGitErrors(refusal),
    ...listVersionErrors(input, worked, context),
    ...worked.errors,
  ];
  const [server, drift] = await Promise.all([
    askServer(context, worked, found),
    findDrift(worked, { ...context, form }, stages),
  ]);
  const errors = [...found, ...server.errors];
  const { content, noSecrets, manifest, diff, changes, unchecked } = worked;
  const validation = { ok: errors.length === 0, errors, unchecked, server: server.verdict };
  const base = shownFile?.blob ?? null;
  const preview = { manifest, path, diff, changes, drift, validation, base, findings };
  return { object: worked.object, content, noSecrets, refusal, preview };
}

/** The stages in this thread. */
const HERE: Pick<PlanStages, "workOut" | "compareLive"> = {
  workOut: async (question, form) => workOut(question, form),
  compareLive: async (sides, live, form) => compareLive(sides, live, form),
};

/** `values` came as JSON, which was measured before it was parsed. */
function assertWithinLimits({ manifest = "" }: RequestInput): void {
  if (Buffer.byteLength(manifest) <= LIMITS.manifestBytes) return;
  throw new PortalError("invalid", {
    detail: `The portal does not read this input. It is larger than ${LIMITS.manifestBytes / 1_024} KiB.`,
    suggestion: "Shorten the input and try again.",
  });
}

const NOWHERE: LocatedFile = { path: "", file: undefined, count: 0 };

/** A new object goes where the path template puts it; another one is where its file lies. */
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

/** What is in Git is shown to who may read the object. A change and a removal are authorized for that already. */
function mayShow({ operation }: RequestInput, { mayRead }: RequestContext): boolean {
  return operation !== "create" || mayRead === true;
}

/** A text over the limit stays over it, and is refused as such; the rest of it need not be carried along. */
function cutAtLimit(text: string): string {
  return text.slice(0, LIMITS.manifestBytes + 1);
}

/** A change that asks for no version keeps the one of the file, which has a form of its own. */
async function workOutVersion(
  question: PlanQuestion,
  { form, findForm, entry }: RequestContext,
  stages: Pick<PlanStages, "workOut">,
): Promise<{ worked: WorkedOut; form: FormSchema | undefined }> {
  const { operation, version: asked = entry.version } = question.input;
  const worked = await stages.workOut(question, form);
  const { version } = worked.object;
  if (operation === "delete" || version === asked || !findForm) return { worked, form };
  const own = findForm(version);
  return { worked: await stages.workOut(question, own), form: own };
}

/** No agent can apply a version that the cluster does not serve. */
function listVersionErrors(
  { operation }: RequestInput,
  { object: { cluster, kind, version } }: WorkedOut,
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

/** What a change finds in the cluster, in the version of the file. */
async function findDrift(
  { object, comparison }: WorkedOut,
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
      suggestion: "Choose another name, or change the one that is there.",
    });
  }
  if (!file) {
    return new PortalError("not-found", {
      detail: `${place} is not in Git, so it cannot be changed or removed by a pull request.`,
      suggestion: "It may have been removed, or made by other means. Ask the platform team.",
    });
  }
  if (count > 1) {
    return new PortalError("conflict", {
      detail: `${path} holds ${count} objects. The portal changes and removes files with one object only.`,
      suggestion: "Change the file in the repository.",
    });
  }
  if (base === undefined || base === file.blob) return undefined;
  return new PortalError("conflict", {
    detail: "Someone changed this file.",
    suggestion: "Compare it with yours, then try again from what is in Git now.",
  });
}
