import { vi } from "vitest";

/** A ResizeObserver that never calls back: jsdom has no layout and no ResizeObserver. `vi.unstubAllGlobals` removes it. */
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
