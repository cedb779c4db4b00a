import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { Socket } from "node:net";

export interface GitObject {
  id: string;
  type: string;
  content: Buffer;
}

/** Reads objects of one repository with a process of Git that stays. */
export interface ObjectReader {
  /**
   * The objects by name, in the order given; undefined for an unknown name. Without any answer the process has ended,
   * which says nothing about the objects.
   */
  read(names: readonly string[]): Promise<(GitObject | undefined)[] | undefined>;
  close(): void;
}

interface Question {
  names: readonly string[];
  found: (GitObject | undefined)[];
  answer(objects: (GitObject | undefined)[] | undefined): void;
}

interface Session {
  ask(question: Question): void;
  end(): void;
}

/** Milliseconds for one answer. */
const TIMEOUT = 30_000;

/**
 * To start Git takes ten times as long as to read an object. Git resolves each name when it is read, so that what was
 * written since is found: https://git-scm.com/docs/git-cat-file#_batch_output
 * @param args options of Git before its command
 * @param cwd the repository
 */
export function createObjectReader(args: readonly string[], cwd: string): ObjectReader {
  let session: Session | undefined;
  let folder: string | undefined;
  let isClosed = false;

  /** A process goes on in a folder that was deleted, and finds nothing there. */
  async function find(): Promise<Session | undefined> {
    const now = await identify(cwd);
    if (isClosed || now === undefined) return undefined;
    if (now !== folder) session?.end();
    folder = now;
    session ??= start();
    return session;
  }

  function start(): Session {
    const own: Session = startSession(args, cwd, () => {
      if (session === own) session = undefined;
    });
    return own;
  }

  return {
    async read(names) {
      const found = await find();
      if (!found) return undefined;
      return new Promise((answer) => found.ask({ names, found: [], answer }));
    },
    close() {
      isClosed = true;
      session?.end();
    },
  };
}

async function identify(folder: string): Promise<string | undefined> {
  const known = await stat(folder, { bigint: true }).catch(() => undefined);
  return known && [known.dev, known.ino, known.birthtimeNs].join();
}

function startSession(args: readonly string[], cwd: string, onEnd: () => void): Session {
  const child = spawn("git", [...args, "cat-file", "--batch", "-z"], { cwd, stdio: "pipe" });
  const questions: Question[] = [];
  let timer: NodeJS.Timeout | undefined;

  function end(): void {
    clearTimeout(timer);
    onEnd();
    child.kill("SIGKILL");
    for (const { answer } of questions.splice(0)) answer(undefined);
  }

  /** Only an open question keeps the portal alive, and only for a while. */
  function wait(): void {
    clearTimeout(timer);
    setReferenced(child, questions.length > 0);
    if (questions.length > 0) timer = setTimeout(end, TIMEOUT);
  }

  const nextName = () => {
    const [{ names, found } = { names: [], found: [] }] = questions;
    return names[found.length] ?? "";
  };
  const parse = createParser(nextName, (object) => {
    const [question] = questions;
    if (!question) return;
    question.found.push(object);
    if (question.found.length < question.names.length) return;
    questions.shift();
    question.answer(question.found);
    wait();
  });
  child.stdout.on("data", parse);
  // What Git says on its way out is said again by the run that follows.
  child.stderr.resume();
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on("error", () => {});
  child.on("error", end);
  child.on("exit", end);
  wait();

  return {
    ask(question) {
      questions.push(question);
      child.stdin.write(question.names.map((name) => `${name}\0`).join(""));
      wait();
    },
    end,
  };
}

function setReferenced(child: ChildProcessWithoutNullStreams, isReferenced: boolean): void {
  const set = isReferenced ? "ref" : "unref";
  child[set]();
  for (const stream of [child.stdin, child.stdout, child.stderr]) if (stream instanceof Socket) stream[set]();
}

/**
 * Takes output in pieces, and hands over one object after the other; undefined for a name that Git does not know.
 * @param nextName the name of the next object, which the answer repeats where Git does not know it
 */
export function createParser(
  nextName: () => string,
  found: (object: GitObject | undefined) => void,
): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let length = 0;
  /** Bytes without which nothing more can be read. */
  let needed = 1;

  return (chunk) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length < needed) return;
    let rest: Buffer = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    for (;;) {
      const end = rest.indexOf(0x0a);
      const header = end < 0 ? undefined : parseHeader(rest.toString("utf8", 0, end));
      const whole = header ? end + 1 + header.size + 1 : measureUnknown(nextName(), end);
      needed = end < 0 ? rest.length + 1 : whole;
      if (end < 0 || rest.length < whole) break;
      if (header) found({ id: header.id, type: header.type, content: rest.subarray(end + 1, whole - 1) });
      else found(undefined);
      rest = rest.subarray(whole);
    }
    chunks = rest.length > 0 ? [rest] : [];
    length = rest.length;
  };
}

/** The bytes of `<name> missing` with its line end. Only a name may contain further lines. */
function measureUnknown(name: string, end: number): number {
  return name.includes("\n") ? Buffer.byteLength(`${name} missing\n`) : end + 1;
}

/** `<id> <type> <size>`; undefined for `<name> missing` and `<name> ambiguous`. */
function parseHeader(line: string) {
  const [, id, type, size] = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(line) ?? [];
  return id === undefined || type === undefined ? undefined : { id, type, size: Number(size) };
}
