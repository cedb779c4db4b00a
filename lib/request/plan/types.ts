/** The stages of a plan that need nothing but their input: they can run in another thread. */
import type { FieldError } from "#lib/errors";
import type { UncheckedRule } from "#lib/form/rules/check-rules";
import type { FormSchema } from "#lib/form/types";
import type { ChangedFile, FileMerge, FileSides, Overlap } from "#lib/git/types";
import type { RequestObject } from "#lib/request/context";
import type { FilesDescription } from "#lib/request/derive/request";
import type { FileReading, IdentifiedFile } from "#lib/request/file/identified-file";
import type { NoSecret } from "#lib/request/trailers";
import type { FieldChange, FieldDrift, RequestInput } from "#lib/request/types";

/** What is asked for, and what Git has of it. */
export interface PlanQuestion {
  input: RequestInput;
  object: RequestObject;
  path: string;
  /** Content of the file that is there and may be read. */
  file?: string | undefined;
}

/** What an approver reads: the files of a request, and what describes them. */
export interface FilesQuestion {
  files: readonly ChangedFile[];
  /** Of the file that the request is about. */
  path: string;
  form: FormSchema | undefined;
  /** The object in the cluster, as JSON. */
  live: string | undefined;
  /** What the pull request says of values that look like secrets. */
  confirmed: readonly NoSecret[];
  /** The file on the target branch, where the request cannot be merged with it. */
  overlap: Overlap | undefined;
}

/** A request worked out, but for what the cluster says of it. */
export interface WorkedOut {
  /** With the version that the file will have. */
  object: RequestObject;
  /** Null removes the file. */
  content: string | null;
  /** What is wrong with the values, by the form, the rules of the API, and as secrets. */
  errors: FieldError[];
  unchecked: UncheckedRule[];
  noSecrets: NoSecret[];
  /** The text as it may be shown; empty for a removal. */
  manifest: string;
  /** As it may be shown. */
  diff: string;
  changes: FieldChange[];
  /** The object as JSON, for the API server. Absent for a removal, and for a text that is no manifest. */
  after?: string | undefined;
  /** Of a change that the cluster's object can be compared with. */
  comparison?: { version: string; sides: string } | undefined;
}

/**
 * The stages. A text that passes through the calling thread unread stays a text there: reading it would take the time
 * that the other thread is to spend.
 */
export interface PlanStages {
  /** @throws PortalError as the thread pool that runs it */
  workOut(question: PlanQuestion, form: FormSchema | undefined): Promise<WorkedOut>;
  /** The drift of a change: `sides` as `workOut` gave them, `live` as JSON. */
  compareLive(sides: string, live: string, form: FormSchema | undefined): Promise<FieldDrift[]>;
  /** The files with the objects that they hold; without any where reading them takes too long. */
  identifyFiles(files: readonly ChangedFile[]): Promise<IdentifiedFile[]>;
  /** The objects in each text. Rejects with `invalid` where reading the texts takes too long. */
  readTexts(texts: readonly string[]): Promise<FileReading[]>;
  /** What a merge of one file leaves, as `mergeFile` of lib/request; undefined where reading it takes too long. */
  mergeFile(sides: FileSides, form: FormSchema | undefined): Promise<FileMerge | undefined>;
  /** What an approver reads of the files, as `describeFiles` of lib/request. */
  describeFiles(question: FilesQuestion): Promise<FilesDescription>;
}
