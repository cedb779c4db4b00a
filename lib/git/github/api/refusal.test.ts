import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { describeRefusal, readPause } from "#lib/git/github/api/refusal";
import { findRefusal, type Headers } from "#lib/git/remote/refusal";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 30, 10, 0, 0), toFake: ["Date"] });
});

afterEach(() => {
  vi.useRealTimers();
});

const IN_TEN_MINUTES = String(Date.UTC(2026, 10, 30, 10, 10, 0) / 1000);

interface Row {
  status: number;
  type?: string;
  message?: string;
  headers?: Headers;
  seconds: number | undefined;
  reason: string;
}

describe("the pause after a refusal", () => {
  it.each<Row>([
    {
      status: 403,
      message: "API rate limit exceeded for installation ID 1.",
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": IN_TEN_MINUTES },
      seconds: 600,
      reason: "the primary limit names the time of its end",
    },
    {
      status: 429,
      headers: { "retry-after": "7", "x-ratelimit-remaining": "0", "x-ratelimit-reset": IN_TEN_MINUTES },
      seconds: 7,
      reason: "retry-after counts first",
    },
    {
      status: 403,
      message: "You have exceeded a secondary rate limit.",
      headers: { "x-ratelimit-remaining": "4000", "x-ratelimit-reset": IN_TEN_MINUTES },
      seconds: 60,
      reason: "without a time, GitHub asks for a minute",
    },
    { status: 200, type: "RATE_LIMITED", seconds: 60, reason: "GraphQL answers with status 200" },
    {
      status: 403,
      message: "Resource not accessible by integration",
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": IN_TEN_MINUTES },
      seconds: undefined,
      reason: "the last call of an hour can be refused for another reason",
    },
    { status: 502, seconds: undefined, reason: "a failure is no limit" },
  ])("is $seconds seconds: $reason", ({ seconds, message = "", headers = {}, ...refused }) => {
    expect(readPause({ message, headers, ...refused })).toBe(seconds);
  });
});

describe("the error of a refusal", () => {
  it.each([
    { status: 200, type: "STALE_DATA", code: "conflict", reason: "the head of the branch is another one" },
    { status: 200, type: "FORBIDDEN", code: "forbidden", reason: "the account lacks a permission" },
    { status: 200, type: "NOT_FOUND", code: "not-found", reason: "GraphQL has no status of its own" },
    { status: 200, type: "UNPROCESSABLE", code: "invalid", reason: "a value is refused" },
    { status: 200, type: "SOMETHING_NEW", code: "invalid", reason: "GitHub may add types" },
    { status: 200, code: "git-unavailable", reason: "a query that GitHub could not execute has no type" },
    { status: 422, code: "invalid", reason: "a value is refused" },
    { status: 409, code: "conflict", reason: "the state has changed" },
    { status: 307, code: "git-unavailable", reason: "a token is not sent to another address" },
  ])("is $code for $status $type: $reason", ({ status, type, code }) => {
    const refused = { url: "https://github.com", message: "Text", headers: {}, isOwn: false };
    const error = describeRefusal({ ...refused, status, type });
    expect(error).toMatchObject({ code, suggestion: expect.any(String) });
    expect(findRefusal(error)).toMatchObject({ message: "Text" });
  });

  it("names the time at which GitHub accepts calls again", () => {
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": IN_TEN_MINUTES };
    const refused = { url: "https://github.com", status: 403, message: "API rate limit exceeded", headers };
    expect(describeRefusal({ ...refused, isOwn: false })).toMatchObject({
      code: "git-unavailable",
      suggestion: expect.stringContaining("10:10 UTC"),
      retryAfter: 600,
    });
    expect(describeRefusal({ ...refused, isOwn: true }).code).toBe("too-many-requests");
  });
});
