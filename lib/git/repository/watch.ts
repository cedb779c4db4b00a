import { type FSWatcher, watch as watchFolder } from "node:fs";
import { join } from "node:path";
import { callListeners } from "#lib/async/listeners";

const SETTLE_MS = 20;
/** Checks of the refs take at most this share of the time. */
const DUTY = 1 / 20;

export interface RefWatch {
  /** This process has moved a ref: its listeners are called at once, without a check. */
  announce(): void;
  /** True while someone listens, after the first check. */
  isRunning(): boolean;
  subscribe(listener: () => void): () => void;
  close(): void;
}

/**
 * Calls its listeners when branches or pull requests changed, whoever changed them. File events of some
 * folders start a check at once: the target branch, new pull requests, packed refs. Changes in nested folders
 * are found at the interval, because watching each folder would cost one inotify handle for each pull
 * request. Checks run only while someone listens.
 */
export function watchRefs({
  path,
  check,
  intervalMs,
}: {
  path: string;
  /** Reads the refs. True where they changed since the check before, or can be read or no longer. */
  check: () => Promise<boolean>;
  intervalMs: number;
}): RefWatch {
  const listeners = new Set<() => void>();
  const checks = createChecks(findChange, listeners, intervalMs);
  const folders = watchFolders(path, ["", "refs/heads", "refs/pull"], checks.hurry);
  let isFirst = true;

  /** True also at the first check, because the changes since the listener's last read are unknown. */
  async function findChange(): Promise<boolean> {
    if (listeners.size > 0) folders.open();
    const changed = await check();
    const wasFirst = isFirst;
    isFirst = false;
    return changed || wasFirst;
  }

  function stop(): void {
    checks.stop();
    folders.close();
    isFirst = true;
  }

  return {
    announce() {
      callListeners(listeners);
      // Another process may have moved one at the same time.
      checks.hurry();
    },
    isRunning: () => listeners.size > 0 && !isFirst,
    subscribe(listener) {
      const own = () => listener();
      listeners.add(own);
      if (listeners.size === 1) checks.start();
      return () => {
        listeners.delete(own);
        if (listeners.size === 0) stop();
      };
    },
    close() {
      listeners.clear();
      stop();
    },
  };
}

/**
 * Runs `findChange` one at a time while there are listeners, and calls them after a change. `hurry` runs the next
 * check soon.
 */
function createChecks(
  findChange: () => Promise<boolean>,
  listeners: ReadonlySet<() => void>,
  intervalMs: number,
) {
  let timer: NodeJS.Timeout | undefined;
  let looking = false;
  let again = false;

  async function look(): Promise<void> {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    again = false;
    const started = performance.now();
    const changed = await findChange();
    looking = false;
    if (listeners.size === 0) return;
    // The refs are read before listeners are called, so the next check sees a change in between.
    if (changed) callListeners(listeners);
    schedule(again ? SETTLE_MS : Math.max(intervalMs, (performance.now() - started) / DUTY));
  }

  function schedule(delay: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), delay).unref();
  }

  return {
    start: () => void look(),
    hurry(): void {
      if (listeners.size === 0) return;
      if (looking) again = true;
      else schedule(SETTLE_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

/** Calls `changed` after file events in the folders. `open` adds those that exist by now. */
function watchFolders(path: string, folders: readonly string[], changed: () => void) {
  const watchers = new Map<string, FSWatcher>();

  function forget(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  return {
    open() {
      for (const folder of folders) {
        if (watchers.has(folder)) continue;
        try {
          // The bundler would read a dynamic path as one of the whole project, and include all files.
          const place = join(/* turbopackIgnore: true */ path, folder);
          const watcher = watchFolder(place, { persistent: false }, changed);
          watcher.on("error", () => forget(folder));
          watchers.set(folder, watcher);
        } catch {
          // The folder does not exist yet, or no handles are left: the interval check finds the change.
        }
      }
    },
    close() {
      for (const folder of [...watchers.keys()]) forget(folder);
    },
  };
}
