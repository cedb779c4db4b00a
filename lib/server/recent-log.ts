import "server-only";

/** A warning or an error of the log, without its stack. */
export interface RecentEntry {
  at: string;
  level: "warn" | "error" | "fatal";
  message: string;
  /** Message and code of the error, and of its causes. */
  errors: string[];
}

export interface RecentLog {
  /** Keeps a call of the log from level `warn` on. @param given the arguments: an object, a text, or both */
  add(level: number, given: readonly unknown[]): void;
  /** The oldest first. */
  list(): readonly RecentEntry[];
}

const MOST_KEPT = 100;
/** Characters of a text. */
const LONGEST = 1_000;
const MOST_CAUSES = 5;

/** Keeps the last 100 warnings and errors in memory, for the support bundle. */
export function createRecentLog(): RecentLog {
  let entries: RecentEntry[] = [];
  return {
    add(level, given) {
      if (level < 40) return;
      const name = level >= 60 ? "fatal" : level >= 50 ? "error" : "warn";
      const message = given.find((one) => typeof one === "string") ?? "";
      const at = new Date().toISOString();
      const entry: RecentEntry = { at, level: name, message: cut(message), errors: listErrors(given[0]) };
      entries = [...entries.slice(1 - MOST_KEPT), entry];
    },
    list: () => entries,
  };
}

const cut = (text: string) => text.slice(0, LONGEST);

/** The messages of the field `error` and its chain of causes, as `describeError` writes them. */
function listErrors(fields: unknown): string[] {
  let error = readField(fields, "error");
  const found: string[] = [];
  while (error !== undefined && found.length < MOST_CAUSES) {
    const code = readField(error, "code");
    const message = readField(error, "message");
    if (typeof message === "string")
      found.push(cut(typeof code === "string" ? `${code}: ${message}` : message));
    error = readField(error, "cause");
  }
  return found;
}

function readField(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
