import type { ObjectReference } from "#lib/kubernetes/types";

/** What the HTTP API says of a request is its contract's to declare. */
export type {
  ActionInput,
  ConfirmedSecret,
  FieldChange,
  FieldConflict,
  FieldDrift,
  Operation,
  PortalRequest,
  PortalRequestDetail,
  Preview,
  RequestConflict,
  RequestFinding,
  RequestInput,
  SecretNotice,
  ServerVerdict,
  SubmittedRequest,
  TimelineStep,
} from "#lib/api/contract/requests";

/** What exists under the name of a new object. The reader may see all of it. */
export interface ExistingState {
  /** Paths of the files on the target branch that hold the object. */
  files: readonly string[];
  /** The object in the cluster; absent where there is none, or the cluster cannot be read. */
  live?: LiveObject | undefined;
  /** Other open requests that create the object, each with the name of the person who asked. */
  requests: readonly { id: string; author: string }[];
  /** The request that removed the object's file; absent unless it is the last merged request for the object. */
  removedBy?: string | undefined;
}

export interface LiveObject {
  /** In a version that the cluster serves. */
  resource: ObjectReference & { plural: string };
  /** RFC 3339: since when the cluster removes it; absent while it stays. */
  deletedAt?: string | undefined;
  /** The finalizers that keep it while it is removed. */
  finalizers: readonly string[];
  /** Why its removal is not done yet, in the words of its controller. */
  message?: string | undefined;
}
