import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { createThreadPool, type ThreadPool, type ThreadPoolOptions } from "#lib/async/thread-pool";

/** A worker that performs the action in its message. */
const THREAD = `
  const { parentPort } = require("node:worker_threads");
  const RUN = {
    echo: ({ value }) => value,
    loop: () => { for (;;); },
    fill: () => { const kept = []; for (;;) kept.push(new Array(10_000).fill(kept.length)); },
    fail: () => { throw new Error("no"); },
    exit: () => process.exit(3),
    wait: ({ gate }) => { Atomics.wait(new Int32Array(gate), 0, 0); return "waited"; },
  };
  parentPort.on("message", (message) => {
    try { parentPort.postMessage({ ok: true, result: RUN[message.run](message) }); }
    catch (error) { parentPort.postMessage({ ok: false, reason: "fault", cause: String(error) }); }
  });
  parentPort.postMessage("listening");
`;

let pool: ThreadPool;
let started = 0;

function open(options: Partial<ThreadPoolOptions> = {}): void {
  started = 0;
  pool = createThreadPool({
    start() {
      started += 1;
      return new Worker(THREAD, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 32 } });
    },
    threads: 1,
    deadline: 10_000,
    patience: 60_000,
    waitingEach: 3,
    waitingMost: 5,
    ...options,
  });
}

afterEach(() => pool.close());

const run = (person: string, message: object) => pool.run<unknown>(person, () => message);
const echo = (person: string, value: unknown) => run(person, { run: "echo", value });

/** Keeps a thread busy until the test releases it. */
function makeGate() {
  const gate = new SharedArrayBuffer(4);
  return {
    wait: (person: string) => run(person, { run: "wait", gate }),
    open() {
      const cell = new Int32Array(gate);
      Atomics.store(cell, 0, 1);
      Atomics.notify(cell, 0);
    },
  };
}

interface Refusal {
  code: string;
  detail?: RegExp;
}

describe("thread pool", () => {
  it("runs jobs in one reused thread", async () => {
    open();
    expect([await echo("ana", 1), await echo("bo", { a: [2] })]).toEqual([1, { a: [2] }]);
    expect(started).toBe(1);
  });

  it.each<[why: string, message: object, options: Partial<ThreadPoolOptions>, refusal: Refusal]>([
    ["never ends", { run: "loop" }, { deadline: 100 }, { code: "invalid", detail: /takes too long/ }],
    [
      "fills the memory",
      { run: "fill" },
      { deadline: 120_000 },
      { code: "invalid", detail: /too much memory/ },
    ],
    ["throws", { run: "fail" }, {}, { code: "internal" }],
    ["ends its thread", { run: "exit" }, {}, { code: "internal" }],
  ])("refuses a job that %s, and continues", async (_why, message, options, { code, detail }) => {
    open(options);
    const refused = run("ana", message);
    await expect(refused).rejects.toMatchObject({ code });
    if (detail) await expect(refused).rejects.toThrow(detail);
    expect(await echo("ana", "next")).toBe("next");
  });

  it("refuses a job whose message cannot be sent", async () => {
    open();
    await expect(echo("ana", () => {})).rejects.toMatchObject({ code: "internal" });
    expect(await echo("ana", "next")).toBe("next");
  });

  it("keeps a thread for others when one person sends many jobs", async () => {
    open({ threads: 2 });
    const gate = makeGate();
    const first = gate.wait("ana");
    const own = [echo("ana", 1), echo("ana", 2)];
    // Ana's thread is busy and her other jobs wait. This ends only because there is a thread that she cannot
    // use.
    expect(await echo("bo", "free")).toBe("free");
    gate.open();
    expect(await Promise.all([first, ...own])).toEqual(["waited", 1, 2]);
  });

  it("runs one job of each person in turn", async () => {
    open();
    const gate = makeGate();
    const order: string[] = [];
    const note = async (person: string, name: string) => order.push(String(await echo(person, name)));
    const all = [
      gate.wait("ana"),
      note("ana", "ana 1"),
      note("ana", "ana 2"),
      note("bo", "bo 1"),
      note("cy", "cy 1"),
    ];
    gate.open();
    await Promise.all(all);
    expect(order).toEqual(["ana 1", "bo 1", "cy 1", "ana 2"]);
  });

  it("limits the waiting jobs per person and in total", async () => {
    open();
    const gate = makeGate();
    const running = gate.wait("ana");
    const waiting = [1, 2, 3].map((value) => echo("ana", value));
    await expect(echo("ana", 4)).rejects.toMatchObject({ code: "too-many-requests", retryAfter: 5 });
    waiting.push(echo("bo", 5), echo("bo", 6));
    await expect(echo("cy", 7)).rejects.toMatchObject({ code: "too-many-requests" });
    gate.open();
    expect(await Promise.all([running, ...waiting])).toEqual(["waited", 1, 2, 3, 5, 6]);
  });

  it("refuses a job that waits too long", async () => {
    open({ patience: 50 });
    const gate = makeGate();
    const running = gate.wait("ana");
    await expect(echo("bo", 1)).rejects.toMatchObject({ code: "too-many-requests" });
    gate.open();
    await running;
  });

  it("refuses running and waiting jobs when it is closed", async () => {
    open();
    const jobs = [run("ana", { run: "loop" }), echo("ana", 1)];
    pool.close();
    for (const job of jobs) await expect(job).rejects.toMatchObject({ code: "internal" });
  });
});
