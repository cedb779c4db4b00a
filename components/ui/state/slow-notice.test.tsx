// @vitest-environment jsdom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SlowNotice } from "#components/ui/state/slow-notice";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const TEXT = "There is no answer yet.";
const notice = (pending: boolean) => <SlowNotice pending={pending}>{TEXT}</SlowNotice>;
const pass = (milliseconds: number) => act(() => vi.advanceTimersByTime(milliseconds));

it("appears four seconds after an action began", () => {
  render(notice(true));
  pass(3_900);
  expect(screen.queryByRole("status")).toBeNull();
  pass(200);
  expect(screen.getByRole("status").textContent).toBe(TEXT);
});

it("disappears with the answer, and the next action begins anew", () => {
  const { rerender } = render(notice(true));
  pass(5_000);
  rerender(notice(false));
  expect(screen.queryByRole("status")).toBeNull();
  rerender(notice(true));
  pass(3_900);
  expect(screen.queryByRole("status")).toBeNull();
});

it("stays away where nothing runs", () => {
  render(notice(false));
  pass(60_000);
  expect(screen.queryByRole("status")).toBeNull();
});
