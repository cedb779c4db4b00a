/**
 * Calls each listener that is there now. A fault of one is no fault of the caller, and keeps no other from being called:
 * `onError` gets it, by default as a warning of the process.
 */
export function callListeners(
  listeners: Iterable<() => void>,
  onError: (error: unknown) => void = warn,
): void {
  for (const listener of [...listeners]) {
    try {
      listener();
    } catch (error) {
      onError(error);
    }
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
