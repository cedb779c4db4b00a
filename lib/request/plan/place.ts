/** Stage "place" of a request: its object, its file in Git, and the reasons why Git has no room for it. */
import { type FieldError, PortalError } from "#lib/errors";
import type { FormSchema } from "#lib/form/types";
import { findReservedPath } from "#lib/git/path";
import type { GitFile } from "#lib/git/types";
import { LIMITS } from "#lib/manifest/limits";
import { findBlockingError, listExistingFindings } from "#lib/request/existing-resource";
import { listKustomizationPaths } from "#lib/request/file/kustomization";
import { formatPlace, type LocatedFile, type RequestObject, referTo } from "#lib/request/object";
import type { AmendedRequest, PlanContext } from "#lib/request/plan/types";
import { validatePlace } from "#lib/request/plan/validate";
import type { RequestFinding, RequestInput } from "#lib/request/types";

export interface RequestPlace {
  /** In the requested version. */
  object: RequestObject;
  /** The form of that version. */
  form: FormSchema | undefined;
  /** Empty where the place cannot exist. */
  path: string;
  /** The file in Git, where the person has access to it: its text, and its blob. */
  content?: string | undefined;
  base: string | null;
  /** The file on the branch of the amended request. `base` is then its blob. */
  proposed?: string | undefined;
  /** The kustomization of the file's folder, where the request adds or removes an entry. */
  kustomization?: { path: string; file: GitFile | undefined } | undefined;
  findings: RequestFinding[];
  errors: FieldError[];
  /** The state of Git that forbids this operation, whatever the content. It is in `errors` too. */
  refusal?: PortalError | undefined;
}

/** Places a request. Reads nothing for a place that cannot exist. */
export async function placeRequest(input: RequestInput, context: PlanContext): Promise<RequestPlace> {
  const object = referTo(input, context.entry);
  const form = context.findForm(object.version);
  const errors = validatePlace(input, context.entry, form);
  if (errors.length > 0) return { object, form, path: "", base: null, findings: [], errors };
  const [located, findings] = await Promise.all([
    locateFile(input, object, context),
    listFindings(input, object, context),
  ]);
  const { amends } = context;
  const kustomization = await findKustomization(input, located.path, context);
  const refusal =
    findBlockingError(findings) ?? (amends ? findMove(input, amends) : findRefusal(input, object, located));
  // A change and a removal are already authorized to read the object.
  // The documents of other objects in a shared file are not shown to the person.
  const isShared = context.layout === "documents";
  const shown = input.operation !== "create" || context.mayRead || isShared ? located.file : undefined;
  return {
    object,
    form,
    path: located.path,
    // A text over the limit is cut: it stays over the limit and is refused, and less text is passed on.
    content: shown?.content.slice(0, LIMITS.manifestBytes + 1),
    base: amends?.proposed.blob ?? shown?.blob ?? null,
    proposed: amends?.proposed.content.slice(0, LIMITS.manifestBytes + 1),
    kustomization,
    findings,
    errors: refusal ? [{ path: "", message: refusal.detail, source: "git" }] : [],
    refusal,
  };
}

/** `isTaken`: there is no room for a new object, because its file is there, or a shared file that has it. */
type Location = LocatedFile & { isTaken?: boolean };

/** The path template places a new object. An existing one and an open request stay in their file. */
async function locateFile(
  { operation }: RequestInput,
  object: RequestObject,
  { placeFile, layout, provider, locate, amends }: PlanContext,
): Promise<Location> {
  if (amends) return { path: amends.path, file: amends.before };
  if (operation !== "create") return locate(object);
  const path = await placeFile(object);
  const [file, existing] = await Promise.all([
    provider.readFile(path),
    layout === "documents" ? locate(object) : undefined,
  ]);
  // Of files elsewhere, only the findings tell, and only to a person with access to read the object.
  const isPresent = existing ? existing.path === path && existing.file !== undefined : file !== undefined;
  return { path, file, isTaken: isPresent };
}

/** An amended request has changed the kustomization already. */
async function findKustomization(
  { operation }: RequestInput,
  path: string,
  { layout, provider, amends }: PlanContext,
): Promise<RequestPlace["kustomization"]> {
  if (layout !== "kustomization" || operation === "update" || amends) return undefined;
  const paths = listKustomizationPaths(path);
  const files = await Promise.all(paths.map((one) => provider.readFile(one)));
  const file = files.find((one) => one !== undefined);
  const [usual] = paths;
  if (!file && (operation === "delete" || usual === undefined)) return undefined;
  return { path: file?.path ?? usual ?? "", file };
}

async function listFindings(
  { operation, adopts }: RequestInput,
  object: RequestObject,
  { findExisting }: PlanContext,
): Promise<RequestFinding[]> {
  if (operation !== "create" || !findExisting) return [];
  return listExistingFindings(object, await findExisting(object), adopts);
}

/** The error where the branch of the amended request is not what the person read. */
function findMove(
  { amends, base }: RequestInput,
  { head, proposed }: AmendedRequest,
): PortalError | undefined {
  if (amends?.commit === head && (base === undefined || base === proposed.blob)) return undefined;
  return new PortalError("conflict", {
    detail: "Someone changed this request after you opened it.",
    suggestion: "Compare the file on the branch of the request with your change, then try again.",
  });
}

function findRefusal(
  { operation, base }: RequestInput,
  object: RequestObject,
  { path, file, isListed, isTaken }: Location,
): PortalError | undefined {
  const place = formatPlace(object);
  const reserved = findReservedPath(path);
  if (reserved) {
    return new PortalError("forbidden", {
      detail: `The portal never changes ${path}: ${reserved}.`,
      suggestion: "Change the file in the repository.",
    });
  }
  if (operation === "create") {
    if (!isTaken) return undefined;
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
  if (isListed) {
    return new PortalError("conflict", {
      detail: `${path} holds ${place} as an item of a List. The portal changes and removes only whole documents.`,
      suggestion: "Change the file in the repository.",
    });
  }
  if (base === undefined || base === file.blob) return undefined;
  return new PortalError("conflict", {
    detail: "Someone changed this file.",
    suggestion: "Compare the version in Git with your change, then try again.",
  });
}
