/** The portal around a plan, and the stages that depend only on their input, so they can run in a thread. */
import type { FieldError } from "#lib/errors";
import type { UncheckedRule } from "#lib/form/rules/check-rules";
import type { FormSchema } from "#lib/form/types";
import type {
  ChangedFile,
  FileMerge,
  FileSides,
  GitFile,
  GitProvider,
  Overlap,
  PullRequest,
  PullRequestAttributes,
} from "#lib/git/types";
import type { FilesDescription } from "#lib/request/derive/files-description";
import type { FileReading, IdentifiedFile } from "#lib/request/file/identified-file";
import type { Manifest } from "#lib/request/file/manifest";
import type { FileLayout } from "#lib/request/file/path";
import type { LocatedFile, RequestEntry, RequestObject } from "#lib/request/object";
import type { RequestTemplates } from "#lib/request/submit/text-template";
import type { NoSecret } from "#lib/request/trailers";
import type { ExistingState, FieldChange, FieldDrift, RequestInput, ServerVerdict } from "#lib/request/types";

/** The API server's verdict, and its errors for single fields. */
export interface ServerAnswer {
  verdict: ServerVerdict;
  errors: FieldError[];
  /** The object that the dry run gives, where the server accepts it. */
  applied?: Manifest;
}

/** The portal around one request. */
export interface PlanContext {
  entry: RequestEntry;
  provider: GitProvider;
  /** Names of the repositories that the request can go to, the default first. */
  repositories: readonly string[];
  /** The path of a new object's file. Rejects with `invalid` where the object cannot have one. */
  placeFile: (object: RequestObject) => Promise<string>;
  layout: FileLayout;
  /** Runs the stages that parse foreign input. */
  stages: Pick<PlanStages, "buildFilePlan" | "compareLive">;
  /** Whether the person has access to read the object. If not, errors must not reveal what exists. */
  mayRead: boolean;
  /** Finds the file of an existing object. */
  locate: (object: RequestObject) => Promise<LocatedFile>;
  /** The form of a version: its schema, rules (CEL), labels and order of fields. Undefined: unknown. */
  findForm: (version: string) => FormSchema | undefined;
  /** Versions that the cluster serves. Absent: unknown. */
  servedVersions?: readonly string[];
  /**
   * Finds existing resources with the name of a new object. Absent where the person has no access to read the
   * object.
   */
  findExisting?: (object: RequestObject) => Promise<ExistingState>;
  /** Runs a dry run on the API server; absent where the portal has no access for it. */
  tryOnServer?: (manifest: Manifest, object: RequestObject) => Promise<ServerAnswer>;
  /** Reads the object in the cluster; undefined where it is absent, or the person has no access. */
  readLive?: (object: RequestObject) => Promise<Manifest | undefined>;
  /** Attributes of the pull request: reviewers and the like. The labels come from the templates. */
  attributes?: Omit<PullRequestAttributes, "labels"> | undefined;
  /** The configured texts of the pull request, and its labels. */
  templates?: RequestTemplates | undefined;
  /** Id of the HTTP request, for the trailers of commit and pull request. */
  requestId?: string | undefined;
  /** Number of the pull request that the new one replaces. */
  replaces?: number;
  /** The open request whose branch gets a new commit. */
  amends?: AmendedRequest;
}

/** An open request that its author changes. */
export interface AmendedRequest {
  id: string;
  pullRequest: Pick<PullRequest, "number" | "url" | "branch" | "body">;
  path: string;
  /** The head of its branch. */
  head: string;
  /** Its file on the branch, at `head`. */
  proposed: GitFile;
  /** True where the request creates its object. */
  isNew: boolean;
  /** Its file where the branch left the target branch; undefined for a new file. */
  before: GitFile | undefined;
}

/** The input of a request, and the file in Git. */
export interface PlanQuestion {
  input: RequestInput;
  object: RequestObject;
  path: string;
  /** Content of the existing file, where the person has access. */
  file?: string | undefined;
  /** True where a new object becomes another document of the file. */
  appends?: boolean | undefined;
  /** The kustomization that lists the file, where the request adds or removes its entry; without text, a new one. */
  kustomization?: { path: string; text?: string | undefined } | undefined;
  /** True where the person must not learn whether that file is there. */
  hidesFile?: boolean | undefined;
  /** Content of the file on the branch of the amended request. */
  proposed?: string | undefined;
}

/** A request's files, and the data needed to describe them for an approver. */
export interface FilesQuestion {
  files: readonly ChangedFile[];
  /** Path of the request's file. */
  path: string;
  /** The request's object, which the file holds. */
  object: RequestObject;
  form: FormSchema | undefined;
  /** The object in the cluster, as JSON. */
  live: string | undefined;
  /** The confirmations in the pull request that values are not secrets. */
  confirmed: readonly NoSecret[];
  /** The file on the target branch, where the request conflicts with it. */
  overlap: Overlap | undefined;
}

/** The plan of a request's file, before the dry run. */
export interface FilePlan {
  /** Has the version of the resulting file. */
  object: RequestObject;
  /** The resulting file; null where the request removes it. */
  content: string | null;
  /** The object's document in it; empty for a removal. */
  text: string;
  /** The new text of the kustomization that lists the file, where it changes. */
  kustomization?: { path: string; content: string } | undefined;
  /** Errors of the values: from the form, the rules of the API, and the secret scan. */
  errors: FieldError[];
  unchecked: UncheckedRule[];
  noSecrets: NoSecret[];
  /** The masked text; empty for a removal. */
  manifest: string;
  /** Masked. */
  diff: string;
  changes: FieldChange[];
  /** The difference from the file on the branch of the amended request, masked. */
  amendment?: { diff: string; changes: FieldChange[] } | undefined;
  /** The object as JSON, for the API server. Absent for a removal, and for a text that is not a manifest. */
  after?: string | undefined;
  /** For a change: what `compareLive` needs. */
  comparison?: { version: string; sides: string } | undefined;
}

/**
 * The stages. A text that the calling thread does not parse is passed as text, because parsing is the work of
 * the other thread.
 */
export interface PlanStages {
  /** @throws PortalError from the thread pool that runs it */
  buildFilePlan(question: PlanQuestion, form: FormSchema | undefined): Promise<FilePlan>;
  /** The drift of a change: `sides` from `buildFilePlan`, `live` as JSON. */
  compareLive(sides: string, live: string, form: FormSchema | undefined): Promise<FieldDrift[]>;
  /** The files with their objects; without objects where parsing takes too long. */
  identifyFiles(files: readonly ChangedFile[]): Promise<IdentifiedFile[]>;
  /** The objects in each text. Rejects with `invalid` where parsing takes too long. */
  readTexts(texts: readonly string[]): Promise<FileReading[]>;
  /** The merge of one file, as `mergeFile` of lib/request; undefined where parsing takes too long. */
  mergeFile(sides: FileSides, form: FormSchema | undefined): Promise<FileMerge | undefined>;
  /** The description of the files for an approver, as `describeFiles` of lib/request. */
  describeFiles(question: FilesQuestion): Promise<FilesDescription>;
}
