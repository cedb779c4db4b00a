/** Before each test file: longer waits, because on a busy machine a second says nothing about the code. */
import { vi } from "vitest";

/** Milliseconds. */
const PATIENCE = 10_000;

const { waitFor } = vi;
vi.waitFor = (callback, options) =>
  waitFor(callback, typeof options === "number" ? options : { timeout: PATIENCE, ...options });

if (typeof document !== "undefined") {
  const { configure } = await import("@testing-library/react");
  configure({ asyncUtilTimeout: PATIENCE });
}
