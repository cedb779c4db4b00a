/**
 * Calls each current listener. An error of one neither reaches the caller nor stops the others: `onError`
 * gets it, by default as a process warning.
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
