/** The history of one watch, for Diagnostics. */
export interface WatchHistory {
  /** Lists since the start; the first one fills the cache. */
  lists: number;
  /** Failed lists and watches since the start. */
  failures: number;
  /** When the last object arrived, by a list or a watch; RFC 3339. */
  changedAt?: string;
  lastFailure?: { at: string; message: string };
}

export interface WatchRecord {
  listed(): void;
  changed(): void;
  failed(message: string): void;
  history(): WatchHistory;
}

/** @param now milliseconds since 1970 */
export function createWatchRecord(now: () => number): WatchRecord {
  let history: WatchHistory = { lists: 0, failures: 0 };
  const time = () => new Date(now()).toISOString();
  return {
    listed() {
      history = { ...history, lists: history.lists + 1, changedAt: time() };
    },
    changed() {
      history = { ...history, changedAt: time() };
    },
    failed(message) {
      history = { ...history, failures: history.failures + 1, lastFailure: { at: time(), message } };
    },
    history: () => history,
  };
}
