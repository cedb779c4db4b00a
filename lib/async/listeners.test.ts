import { expect, it, vi } from "vitest";
import { callListeners } from "#lib/async/listeners";

it("callListeners calls every listener when one throws, and reports the error", () => {
  const fault = new Error("a listener's own");
  const [first, last, onError] = [vi.fn(), vi.fn(), vi.fn()];
  const failing = () => {
    throw fault;
  };
  callListeners([first, failing, last], onError);
  expect(first).toHaveBeenCalledTimes(1);
  expect(last).toHaveBeenCalledTimes(1);
  expect(onError.mock.calls).toEqual([[fault]]);
});

it("callListeners ignores a listener that is added during the call", () => {
  const listeners = new Set<() => void>();
  const late = vi.fn();
  listeners.add(() => listeners.add(late));
  callListeners(listeners);
  expect(late).not.toHaveBeenCalled();
});
