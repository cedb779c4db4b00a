// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { MoreRows } from "#components/ui/page/more-rows";

let near: () => void = () => undefined;

beforeEach(() => {
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(callback: (entries: { isIntersecting: boolean }[]) => void) {
        near = () => callback([{ isIntersecting: true }]);
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
  near();
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
