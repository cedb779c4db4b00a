import { vi } from "vitest";

/** jsdom lays nothing out and has no ResizeObserver: this one never tells of anything. `vi.unstubAllGlobals` takes it away. */
export function stubResizeObserver(): void {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
}
