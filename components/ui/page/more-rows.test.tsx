// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { MoreRows } from "#components/ui/page/more-rows";

/** Tells the list where its end was, one after the other, since it was told last. */
let tell: (...isNear: boolean[]) => void = () => undefined;

beforeEach(() => {
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(callback: (entries: { isIntersecting: boolean }[]) => void) {
        tell = (...isNear) => callback(isNear.map((isIntersecting) => ({ isIntersecting })));
      }
      observe() {}
      disconnect() {}
    },
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("reads the next page when the end of the list comes near", () => {
  const readMore = vi.fn();
  render(<MoreRows readMore={readMore} />);
  expect(readMore).not.toHaveBeenCalled();
  tell(true);
  expect(readMore).toHaveBeenCalledTimes(1);
});

it("judges by where the end of the list is now, when it moved several times", () => {
  const readMore = vi.fn();
  render(<MoreRows readMore={readMore} />);
  tell(true, false);
  expect(readMore).not.toHaveBeenCalled();
  tell(false, true);
  expect(readMore).toHaveBeenCalledTimes(1);
});

it("reads the next page on a click", () => {
  const readMore = vi.fn();
  render(<MoreRows readMore={readMore} />);
  fireEvent.click(screen.getByRole("button", { name: "Show more" }));
  expect(readMore).toHaveBeenCalledTimes(1);
});

it("offers nothing on the last page", () => {
  render(<MoreRows readMore={undefined} />);
  expect(screen.queryByRole("button")).toBeNull();
});
