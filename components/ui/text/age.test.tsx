// @vitest-environment jsdom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Age, formatAge, formatClock } from "#components/ui/text/age";
import { TooltipProvider } from "#components/ui/tooltip";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("formatAge", () => {
  it.each([
    { why: "seconds would tick in the corner of the eye", age: 59 * SECOND, gives: "now" },
    { why: "the cluster's clock may run ahead of ours", age: -5 * MINUTE, gives: "now" },
    { why: "whole minutes, rounded down", age: 6 * MINUTE + 59 * SECOND, gives: "6 min" },
    { why: "an hour is an hour", age: HOUR, gives: "1 h" },
    { why: "up to a day in hours", age: 23 * HOUR, gives: "23 h" },
    { why: "up to two months in days", age: 59 * DAY, gives: "59 d" },
    { why: "then months", age: 90 * DAY, gives: "3 mo" },
    { why: "then years", age: 800 * DAY, gives: "2 y" },
  ])("$gives: $why", ({ age, gives }) => expect(formatAge(1e12, 1e12 + age)).toBe(gives));
});

describe("formatClock", () => {
  const noon = new Date(2026, 10, 20, 12, 0).getTime();
  it("gives the time alone for today", () => {
    expect(formatClock(new Date(2026, 10, 20, 9, 5).toISOString(), noon)).toBe("09:05");
  });
  it("adds the day for any other", () => {
    expect(formatClock(new Date(2026, 10, 12, 10, 42).toISOString(), noon)).toMatch(/12.*10:42|Nov.*10:42/);
  });
});

describe("Age", () => {
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  it("grows while the page stands, without anyone asking", () => {
    vi.useFakeTimers({ now: 1e12 });
    render(<Age at={new Date(1e12 - 30 * SECOND).toISOString()} ago />, {
      wrapper: TooltipProvider,
    });
    expect(screen.getByText("now")).toBeTruthy();
    act(() => vi.advanceTimersByTime(2 * MINUTE));
    expect(screen.getByText("2 min ago")).toBeTruthy();
  });

  it("shows nothing for a time that is none, rather than NaN", () => {
    const { container } = render(<Age at="yesterday" />, { wrapper: TooltipProvider });
    expect(container.textContent).toBe("");
  });
});
