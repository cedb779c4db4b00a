/** The worker thread that parses, validates and compares untrusted input. `threads.ts` starts it. */

import { parentPort } from "node:worker_threads";
import type { ThreadAnswer } from "#lib/async/thread-pool";
import { parseJson } from "#lib/exact-json";
import type { FormSchema } from "#lib/form/types";
import { TASKS, type Task, type TaskMessage } from "#lib/request/plan/tasks";

const forms = new Map<number, FormSchema>();

function answer({ task, texts, form, forget }: TaskMessage): ThreadAnswer<unknown> {
  try {
    for (const number of forget) forms.delete(number);
    if (form?.text !== undefined) forms.set(form.number, parseJson<FormSchema>(form.text));
    const run: Task = TASKS[task];
    return { ok: true, result: run(form && forms.get(form.number), ...texts) };
  } catch (error) {
    const isOverflow = error instanceof RangeError && /call stack/.test(error.message);
    return { ok: false, reason: isOverflow ? "depth" : "fault", cause: describeFault(error) };
  }
}

function describeFault(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

parentPort?.on("message", (message: TaskMessage) => parentPort?.postMessage(answer(message)));
parentPort?.postMessage("listening");
