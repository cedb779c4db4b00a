import "server-only";
import { coalesce } from "#lib/async/coalesce";
import type { RequestIndex } from "#lib/server/read-model/request-index";
import type { RequestModel } from "#lib/server/read-model/request-model";

/**
 * Tells when what `read` says of the requests becomes another text. It describes what one person may see, so that
 * changes of anything else tell them nothing. Where the present state cannot be read, as while Git is unreachable, the
 * next state that can be read is a change. Resolves to unsubscribe once the present state is known; never rejects.
 */
export async function followDigest(
  model: RequestModel,
  read: (index: RequestIndex) => Promise<string>,
  notify: () => void,
): Promise<() => void> {
  let known: string | undefined;
  let newest: RequestIndex | undefined;
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
  const unsubscribe = model.subscribe(({ index }) => {
    newest = index;
    looking.ask();
  });

  known = await model
    .current()
    .then(read)
    .catch(() => undefined);
  started = true;
  // An index that came meanwhile is newer than the one described.
  looking.ask();
  return () => {
    stopped = true;
    looking.stop();
    unsubscribe();
  };
}
