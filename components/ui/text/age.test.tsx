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
    { why: "seconds are not shown", age: 59 * SECOND, gives: "now" },
    { why: "the cluster's clock may be ahead", age: -5 * MINUTE, gives: "now" },
    { why: "minutes are rounded down", age: 6 * MINUTE + 59 * SECOND, gives: "6 min" },
    { why: "60 minutes are an hour", age: HOUR, gives: "1 h" },
    { why: "less than a day is shown in hours", age: 23 * HOUR, gives: "23 h" },
    { why: "less than two months are shown in days", age: 59 * DAY, gives: "59 d" },
    { why: "longer times are shown in months", age: 90 * DAY, gives: "3 mo" },
    { why: "much longer times are shown in years", age: 800 * DAY, gives: "2 y" },
  ])("$gives: $why", ({ age, gives }) => expect(formatAge(1e12, 1e12 + age)).toBe(gives));
});

describe("formatClock", () => {
  const noon = new Date(2026, 10, 20, 12, 0).getTime();
  it("returns only the time for today", () => {
    expect(formatClock(new Date(2026, 10, 20, 9, 5).toISOString(), noon)).toBe("09:05");
  });
  it("adds the date for another day", () => {
    expect(formatClock(new Date(2026, 10, 12, 10, 42).toISOString(), noon)).toMatch(/12.*10:42|Nov.*10:42/);
  });
});

describe("Age", () => {
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  it("is updated over time", () => {
    vi.useFakeTimers({ now: 1e12 });
    render(<Age at={new Date(1e12 - 30 * SECOND).toISOString()} ago />, {
      wrapper: TooltipProvider,
    });
    expect(screen.getByText("now")).toBeTruthy();
    act(() => vi.advanceTimersByTime(2 * MINUTE));
    expect(screen.getByText("2 min ago")).toBeTruthy();
  });

  it("shows nothing for an invalid time", () => {
    const { container } = render(<Age at="yesterday" />, { wrapper: TooltipProvider });
    expect(container.textContent).toBe("");
  });
});
