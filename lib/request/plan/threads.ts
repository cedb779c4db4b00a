/** Runs the stages of a plan in worker threads, so that no input blocks the process for other people. */

import { Worker } from "node:worker_threads";
import { createThreadPool } from "#lib/async/thread-pool";
import { isPortalError } from "#lib/errors";
import { formatJson } from "#lib/exact-json";
import type { FormSchema } from "#lib/form/types";
import type { ChangedFile } from "#lib/git/types";
import { LIMITS } from "#lib/manifest/limits";
import { identifyFile, leaveUnread } from "#lib/request/file/identified-file";
import type { TASKS, TaskMessage, TaskName } from "#lib/request/plan/tasks";
import type { PlanStages } from "#lib/request/plan/types";

/** Megabytes. The largest allowed input and form need about a third. */
const MEMORY = 384;
/** Forms that a thread keeps. A large one takes some megabytes. */
const MOST_FORMS = 24;
/** At least the bursts of `write` and `preview` together: what the call limits of a person allow is not refused here. */
const WAITING_EACH = 96;

export interface PlanThreads {
  /** The stages for one person. Each person gets a share of the threads. */
  forPerson(person: string): PlanStages;
  /** Tasks that run, and tasks that wait for a thread. */
  figures(): { running: number; waiting: number };
  /** Ends the threads. */
  close(): void;
}

export interface PlanThreadOptions {
  threads?: number;
  /** Deadline of one task in milliseconds. */
  deadline?: number;
}

/** Two threads; one person uses at most one of them. They start with the first task. */
export function openPlanThreads({ threads = 2, deadline = 10_000 }: PlanThreadOptions = {}): PlanThreads {
  const pool = createThreadPool({
    start: startThread,
    threads,
    deadline,
    patience: 30_000,
    waitingEach: WAITING_EACH,
    waitingMost: 4 * WAITING_EACH,
  });
  const forms = createFormRegister();
  const run = <N extends TaskName>(person: string, task: N, form: FormSchema | undefined, texts: string[]) =>
    pool.run<ReturnType<(typeof TASKS)[N]>>(
      person,
      (thread): TaskMessage => ({ task, texts, ...forms.describe(thread, form) }),
    );
  return {
    forPerson: (person) => ({
      buildFilePlan: (question, form) => run(person, "buildFilePlan", form, [formatJson(question)]),
      compareLive: (sides, live, form) => run(person, "compareLive", form, [sides, live]),
      identifyFiles: async (files) => {
        if (isSmall(files)) return files.map(identifyFile);
        const readings = await run(person, "identifyFiles", undefined, [cutFiles(files)]).catch(
          (error: unknown) => {
            // Without readings, a file counts as one without an object, which nobody can approve here.
            if (isPortalError(error) && error.code === "invalid") return [];
            throw error;
          },
        );
        return files.map((file, index) => {
          const found = readings[index];
          return found ? { ...file, ...found } : leaveUnread(file);
        });
      },
      readTexts: (texts) => run(person, "readTexts", undefined, [JSON.stringify(texts)]),
      mergeFile: (sides, form) =>
        run(person, "mergeFile", form, [JSON.stringify(sides)]).catch((error: unknown) => {
          if (isPortalError(error) && error.code === "invalid") return undefined;
          throw error;
        }),
      describeFiles: ({ files, path, object, form, live = "", confirmed, overlap }) =>
        run(person, "describeFiles", form, [
          cutFiles(files),
          path,
          JSON.stringify(object),
          live,
          JSON.stringify(confirmed),
          overlap === undefined ? "" : JSON.stringify(overlap),
        ]),
    }),
    figures: pool.figures,
    close: () => pool.close(),
  };
}

/** Below this size in bytes, parsing is faster than sending. */
const SMALL = 8 * 1_024;

function isSmall(files: readonly ChangedFile[]): boolean {
  return files.reduce((sum, { before = "", after = "" }) => sum + before.length + after.length, 0) <= SMALL;
}

/** The files as JSON. A text over the limit is cut: it stays over the limit, so the thread refuses it. */
function cutFiles(files: readonly ChangedFile[]): string {
  const cut = (text: string | undefined) => text?.slice(0, LIMITS.manifestBytes + 1);
  return JSON.stringify(files.map((file) => ({ ...file, before: cut(file.before), after: cut(file.after) })));
}

// Next bundles the thread because it finds exactly this expression.
function startThread(): Worker {
  return new Worker(new URL("./thread.ts", import.meta.url), {
    name: "foreign-input",
    resourceLimits: { maxOldGenerationSizeMb: MEMORY, maxYoungGenerationSizeMb: 32 },
  });
}

/** Forms by number, and which of them each thread has: a form is sent to a thread once, while the thread keeps it. */
function createFormRegister() {
  const numbers = new WeakMap<FormSchema, number>();
  const sent = new WeakMap<Worker, Set<number>>();
  let last = 0;

  function numberOf(form: FormSchema): number {
    const known = numbers.get(form) ?? ++last;
    numbers.set(form, known);
    return known;
  }

  return {
    /** The form part of a message for a thread. The least recently used form makes room for a new one. */
    describe(thread: Worker, form: FormSchema | undefined): Pick<TaskMessage, "form" | "forget"> {
      if (!form) return { forget: [] };
      const number = numberOf(form);
      const kept = sent.get(thread) ?? new Set();
      sent.set(thread, kept);
      const text = kept.has(number) ? undefined : formatJson(form);
      kept.delete(number);
      const forget = kept.size < MOST_FORMS ? [] : [...kept].slice(0, 1);
      for (const old of forget) kept.delete(old);
      kept.add(number);
      return { form: { number, text }, forget };
    },
  };
}
