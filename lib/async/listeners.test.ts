import { expect, it, vi } from "vitest";
import { callListeners } from "#lib/async/listeners";

it("calls every listener, whatever one of them throws, and hands the fault on", () => {
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

it("calls those of the moment, though one of them adds another", () => {
  const listeners = new Set<() => void>();
  const late = vi.fn();
  listeners.add(() => listeners.add(late));
  callListeners(listeners);
  expect(late).not.toHaveBeenCalled();
});
