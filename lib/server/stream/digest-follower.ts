import "server-only";
import { coalesce } from "#lib/async/coalesce";
import type { RequestChanges, RequestSnapshot } from "#lib/server/stream/request-changes";

/**
 * Tells when what `read` says of the requests becomes another text. It describes what one person may see, so that
 * changes of anything else tell them nothing. Where the present state cannot be read, as while Git is unreachable, the
 * next state that can be read is a change. Resolves to unsubscribe once the present state is known; never rejects.
 */
export async function followDigest(
  changes: RequestChanges,
  read: (snapshot: RequestSnapshot) => Promise<string>,
  notify: () => void,
): Promise<() => void> {
  let known: string | undefined;
  let newest: RequestSnapshot | undefined;
  let started = false;
  let stopped = false;

  const looking = coalesce(async () => {
    if (!newest || !started) return;
    // Where it cannot be described now, it is described after the next change.
    const next = await read(newest).catch(() => known);
    if (stopped || next === known) return;
    known = next;
    notify();
  });
  const unsubscribe = changes.subscribe((snapshot) => {
    newest = snapshot;
    looking.ask();
  });

  known = await changes
    .current()
    .then(read)
    .catch(() => undefined);
  started = true;
  // A snapshot that came meanwhile is newer than the one described.
  looking.ask();
  return () => {
    stopped = true;
    looking.stop();
    unsubscribe();
  };
}
