/** The tasks of a worker thread, by name. */

import { parseJson } from "#lib/exact-json";
import type { FormSchema } from "#lib/form/types";
import type { ChangedFile, FileSides, Overlap } from "#lib/git/types";
import { describeFiles } from "#lib/request/derive/files-description";
import { identifyFile, readObjects } from "#lib/request/file/identified-file";
import type { Manifest } from "#lib/request/file/manifest";
import { mergeFile } from "#lib/request/file/merge-file";
import type { RequestObject } from "#lib/request/object";
import { buildFilePlan, compareLive } from "#lib/request/plan/file-plan";
import type { PlanQuestion } from "#lib/request/plan/types";
import type { NoSecret } from "#lib/request/trailers";

/** A task gets texts, which pass between threads without parsing, and a form, which a thread keeps. */
export type Task = (form: FormSchema | undefined, ...texts: string[]) => unknown;

export const TASKS = {
  buildFilePlan: (form, question = "") => buildFilePlan(parseJson<PlanQuestion>(question), form),
  compareLive: (form, sides = "", live = "") => compareLive(sides, live, form),
  identifyFiles: (_form, files = "[]") =>
    parseJson<ChangedFile[]>(files)
      .map(identifyFile)
      .map(({ readings, entries }) => ({ readings, entries })),
  readTexts: (_form, texts = "[]") => parseJson<string[]>(texts).map(readObjects),
  mergeFile: (form, sides = "") => mergeFile(parseJson<FileSides>(sides), form),
  describeFiles: (form, files = "[]", path = "", object = "", live = "", confirmed = "[]", overlap = "") =>
    describeFiles({
      files: parseJson<ChangedFile[]>(files),
      path,
      object: parseJson<RequestObject>(object),
      form,
      live: live === "" ? undefined : parseJson<Manifest>(live),
      confirmed: parseJson<NoSecret[]>(confirmed),
      overlap: overlap === "" ? undefined : parseJson<Overlap>(overlap),
    }),
} satisfies Record<string, Task>;

export type TaskName = keyof typeof TASKS;

/** The message that starts a task. */
export interface TaskMessage {
  task: TaskName;
  texts: string[];
  /** Number of the form, and its JSON if the thread does not have it. */
  form?: { number: number; text?: string | undefined } | undefined;
  /** Numbers of forms that the thread can drop. */
  forget: number[];
}
