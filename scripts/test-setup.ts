/** Before each test file: longer waits, because on a busy machine a second says nothing about the code. */
import { vi } from "vitest";

/** Milliseconds. */
const PATIENCE = 10_000;

// Files that share a worker share `vi` as well: it is changed once.
if (!("isPatient" in vi.waitFor)) {
  const { waitFor } = vi;
  const waitPatiently: typeof waitFor = (callback, options) =>
    waitFor(callback, typeof options === "number" ? options : { timeout: PATIENCE, ...options });
  vi.waitFor = Object.assign(waitPatiently, { isPatient: true });
}

if (typeof document !== "undefined") {
  const { configure } = await import("@testing-library/react");
  configure({ asyncUtilTimeout: PATIENCE });
}
