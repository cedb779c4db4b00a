/** Runs jobs in worker threads, each with a deadline and a memory limit, and shares the threads between people. */
import type { Worker } from "node:worker_threads";
import { PortalError } from "#lib/errors";

export interface ThreadPoolOptions {
  /**
   * Starts a thread. Its `resourceLimits` bound its memory. The thread sends one message when it listens,
   * then answers each message with one `ThreadAnswer`.
   */
  start(): Worker;
  threads: number;
  /** Deadline of one job in milliseconds, from when a listening thread starts it. */
  deadline: number;
  /** Milliseconds that a job may wait for a thread. */
  patience: number;
  /** Maximum of waiting jobs of one person. */
  waitingEach: number;
  /** Maximum of waiting jobs of all people. */
  waitingMost: number;
}

/** `depth`: the stack overflowed. `fault`: any other thrown value. */
export type ThreadAnswer<R> =
  | { ok: true; result: R }
  | { ok: false; reason: "depth" | "fault"; cause: string };

/**
 * Builds a job's message for the thread that runs it, because data that a thread keeps need not be sent
 * again.
 */
export type PrepareMessage = (thread: Worker) => object;

export interface ThreadPool {
  /**
   * Runs one job for a person. `R` is the thread's result for the message.
   * @throws PortalError `too-many-requests` where too many jobs wait; `invalid` where the job takes too much
   * time or memory, or its input is nested too deeply; `internal` for any other fault
   */
  run<R>(person: string, prepare: PrepareMessage): Promise<R>;
  /** Jobs that run, and jobs that wait for a thread. */
  figures(): { running: number; waiting: number };
  /** Stops the threads. Waiting and running jobs are refused. */
  close(): void;
}

interface Job {
  person: string;
  prepare: PrepareMessage;
  /** The thread's result is untyped here: only the caller knows its type. */
  resolve(result: never): void;
  reject(error: PortalError): void;
}

/** A thread runs one job at a time, so stopping it stops no other job. */
interface Slot {
  thread: Worker;
  isListening: boolean;
  job: Job | undefined;
  clock: NodeJS.Timeout | undefined;
}

/** Threads start with the first jobs, and again after one was stopped. */
export function createThreadPool(options: ThreadPoolOptions): ThreadPool {
  const queue = createQueue(options);
  const slots = new Set<Slot>();
  // With more than one thread, one is always available to other people.
  const mostEach = Math.max(1, options.threads - 1);
  const isBusy = (person: string) =>
    [...slots].filter(({ job }) => job?.person === person).length >= mostEach;

  function dispatch(): void {
    for (;;) {
      const free = [...slots].find(({ job }) => !job);
      if (!free && slots.size >= options.threads) return;
      const job = queue.take((person) => !isBusy(person));
      if (!job) return;
      const slot = free ?? startSlot();
      slot.job = job;
      if (slot.isListening) send(slot, job);
    }
  }

  function startSlot(): Slot {
    const slot: Slot = { thread: options.start(), isListening: false, job: undefined, clock: undefined };
    slots.add(slot);
    slot.thread.once("message", () => {
      slot.isListening = true;
      slot.thread.on("message", (answer) => settle(slot, answer));
      // Only a running job keeps the process alive.
      slot.thread.unref();
      if (slot.job) send(slot, slot.job);
    });
    slot.thread.once("error", (error) => end(slot, isOutOfMemory(error) ? tooLarge() : failed(error)));
    slot.thread.once("exit", () => end(slot, failed(new Error("The thread ended."))));
    return slot;
  }

  function send(slot: Slot, { prepare }: Job): void {
    slot.thread.ref();
    slot.clock = setTimeout(() => end(slot, tooSlow(options.deadline)), options.deadline);
    try {
      slot.thread.postMessage(prepare(slot.thread));
    } catch (error) {
      end(slot, failed(error));
    }
  }

  function settle(slot: Slot, answer: ThreadAnswer<never>): void {
    const { job } = slot;
    clearTimeout(slot.clock);
    slot.job = undefined;
    slot.thread.unref();
    if (answer.ok) job?.resolve(answer.result);
    else job?.reject(answer.reason === "depth" ? tooDeep() : failed(new Error(answer.cause)));
    dispatch();
  }

  function end(slot: Slot, reason: PortalError): void {
    if (!slots.delete(slot)) return;
    clearTimeout(slot.clock);
    void slot.thread.terminate();
    slot.job?.reject(reason);
    dispatch();
  }

  return {
    run: <R>(person: string, prepare: PrepareMessage) =>
      new Promise<R>((resolve, reject) => {
        queue.add({ person, prepare, resolve, reject });
        dispatch();
      }),
    figures: () => ({ running: [...slots].filter(({ job }) => job).length, waiting: queue.count() }),
    close() {
      queue.close();
      for (const slot of slots) end(slot, closed());
    },
  };
}

/** Waiting jobs, one of each person in turn: a person with many jobs delays only their own. */
function createQueue({ patience, waitingEach, waitingMost }: ThreadPoolOptions) {
  const waiting = new Map<string, { job: Job; clock: NodeJS.Timeout }[]>();
  const count = () => [...waiting.values()].reduce((sum, jobs) => sum + jobs.length, 0);

  function remove(person: string, job: Job): void {
    const left = (waiting.get(person) ?? []).filter((entry) => entry.job !== job);
    waiting.delete(person);
    // Back to the end of the queue.
    if (left.length > 0) waiting.set(person, left);
  }

  return {
    count,
    add(job: Job): void {
      const own = waiting.get(job.person) ?? [];
      if (own.length >= waitingEach || count() >= waitingMost) {
        job.reject(tooMany());
        return;
      }
      const giveUp = () => {
        remove(job.person, job);
        job.reject(tooMany());
      };
      waiting.set(job.person, [...own, { job, clock: setTimeout(giveUp, patience) }]);
    },
    take(mayRun: (person: string) => boolean): Job | undefined {
      for (const [person, [next]] of waiting) {
        if (!next || !mayRun(person)) continue;
        clearTimeout(next.clock);
        remove(person, next.job);
        return next.job;
      }
      return undefined;
    },
    close(): void {
      for (const { job, clock } of [...waiting.values()].flat()) {
        clearTimeout(clock);
        job.reject(closed());
      }
      waiting.clear();
    },
  };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

const SHORTEN = "Shorten the input: fewer values, shorter texts, less nesting.";

function tooSlow(deadline: number): PortalError {
  const detail = `The portal stopped checking this input after ${deadline / 1_000} s: it takes too long.`;
  return new PortalError("invalid", { detail, suggestion: SHORTEN });
}

function tooLarge(): PortalError {
  const detail = "The portal stopped checking this input: it takes too much memory.";
  return new PortalError("invalid", { detail, suggestion: SHORTEN });
}

function tooDeep(): PortalError {
  const detail = "The portal stopped checking this input: it is nested too deeply.";
  return new PortalError("invalid", { detail, suggestion: SHORTEN });
}

function tooMany(): PortalError {
  return new PortalError("too-many-requests", {
    detail: "The portal is still checking other inputs.",
    suggestion: "Try again in a few seconds.",
    retryAfter: 5,
  });
}

function closed(): PortalError {
  return new PortalError("internal", {
    detail: "The portal is shutting down. Nothing was changed.",
    suggestion: "Try again in a moment.",
  });
}

function failed(cause: unknown): PortalError {
  return new PortalError("internal", {
    detail: "The portal could not check this input. Nothing was changed.",
    suggestion: "Try again. If the error persists, tell the platform team the time at which it occurred.",
    cause,
  });
}
