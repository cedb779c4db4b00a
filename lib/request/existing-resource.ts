/** Findings about existing resources with the name of a requested new object. Pure. */
import { PortalError } from "#lib/errors";
import { formatPlace, type RequestObject } from "#lib/request/object";
import type { ExistingState, LiveObject, RequestFinding } from "#lib/request/types";

type Resource = NonNullable<RequestFinding["resource"]>;

/**
 * What a person must know about the name of a new object before requesting, approving or merging.
 * @param adopts the new file describes the existing object
 */
export function listExistingFindings(
  object: RequestObject,
  existing: ExistingState,
  adopts = false,
): RequestFinding[] {
  return [
    ...describeFiles(object, existing),
    ...(adopts && existing.live?.deletedAt === undefined
      ? describeAdopted(object, existing)
      : describeLive(object, existing)),
    ...existing.requests.map((request) => describeRequest(object, request)),
  ];
}

/**
 * The error of the first blocking finding, with the page of the existing resource; undefined where no finding
 * blocks the request.
 */
export function findBlockingError(findings: readonly RequestFinding[]): PortalError | undefined {
  const blocking = findings.find(({ blocks }) => blocks);
  if (!blocking) return undefined;
  const { message, next, resource } = blocking;
  const page = resource ? [`Page of the resource: /resources/${formatAddress(resource)}`] : [];
  return new PortalError("already-exists", { detail: message, suggestion: [next, ...page].join(" ") });
}

/** The object's address in the portal's pages and API: `_` is the core group, or no namespace. */
function formatAddress({ cluster, group, version, plural, namespace, name }: Resource): string {
  return [cluster, group || "_", version, plural, namespace ?? "_", name].map(encodeURIComponent).join("/");
}

function describeFiles(object: RequestObject, { files, live }: ExistingState): RequestFinding[] {
  const [path] = files;
  if (path === undefined) return [];
  // The page of a file whose object is not in the cluster has the same address. A kind unknown to the cluster
  // has no page.
  const resource = live?.resource ?? (object.plural === "" ? undefined : object);
  return [
    {
      kind: "file-exists",
      message: `${formatPlace(object)} is already in Git: ${files.join(", ")}.`,
      next: "Change the existing resource, or choose another name.",
      blocks: true,
      path,
      ...(resource && { resource }),
    },
  ];
}

function describeLive(object: RequestObject, { files, live, removedBy }: ExistingState): RequestFinding[] {
  if (!live) return [];
  const { resource } = live;
  const place = formatPlace(object);
  if (live.deletedAt !== undefined) {
    return [
      {
        kind: "object-removing",
        message: [`The cluster is still removing the old ${place}.`, ...describeRemovalBlockers(live)].join(
          " ",
        ),
        next: "The new object is created when the old object is gone.",
        blocks: false,
        resource,
      },
    ];
  }
  // The finding about the file already covers this case, with the same next step.
  if (files.length > 0) return [];
  if (removedBy !== undefined) {
    return [
      {
        kind: "object-exists",
        message: `Request ${removedBy} removed ${place} from Git, but the object is still in the cluster.`,
        next: "Wait until the object is gone. If the GitOps agent keeps it, this request changes the old object.",
        blocks: false,
        resource,
      },
    ];
  }
  return [
    {
      kind: "object-exists",
      message: `${object.kind} ${place} already exists in the cluster ${object.cluster}, and no file in Git contains it.`,
      next: "Choose another name. To change the existing object through Git, open the resource and adopt it.",
      blocks: true,
      resource,
    },
  ];
}

function describeAdopted(object: RequestObject, { files, live }: ExistingState): RequestFinding[] {
  if (!live || files.length > 0) return [];
  return [
    {
      kind: "object-exists",
      message: `${object.kind} ${formatPlace(object)} already exists in the cluster ${object.cluster}. This request adds its file to Git.`,
      next: "After the merge, the GitOps agent applies the file to the existing object.",
      blocks: false,
      resource: live.resource,
    },
  ];
}

function describeRemovalBlockers({ finalizers, message }: LiveObject): string[] {
  const holds = finalizers.length > 0 ? [`The removal is waiting for: ${finalizers.join(", ")}.`] : [];
  return message ? [...holds, message] : holds;
}

function describeRequest(
  object: RequestObject,
  { id, author }: ExistingState["requests"][number],
): RequestFinding {
  return {
    kind: "request-open",
    message: `${author} already requested ${formatPlace(object)}: request ${id} is open.`,
    next: "Follow that request, close it first, or choose another name.",
    blocks: false,
    request: id,
  };
}
