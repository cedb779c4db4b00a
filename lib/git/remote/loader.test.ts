import { expect, it, vi } from "vitest";
import { type ErrorCode, PortalError } from "#lib/errors";
import { createLoader } from "#lib/git/remote/loader";

const readAll = async (ids: readonly string[]) =>
  new Map(ids.filter((id) => id !== "gone").map((id) => [id, `text of ${id}`]));

it("reads the ids of many callers with calls of limited size", async () => {
  const read = vi.fn(readAll);
  const load = createLoader(read, 2);
  const found = await Promise.all(["a", "b", "a", "gone", "c"].map(load));
  expect(found).toEqual(["text of a", "text of b", "text of a", undefined, "text of c"]);
  expect(read.mock.calls.map(([ids]) => ids)).toEqual([
    ["a", "b"],
    ["gone", "c"],
  ]);
  expect(await load("a")).toBe("text of a");
  expect(read).toHaveBeenCalledTimes(3);
});

it("reads halves where GitHub stops a query that takes too long", async () => {
  const read = vi.fn(async (ids: readonly string[]) => {
    if (ids.length > 1) throw new PortalError("git-unavailable", { detail: "GitHub failed (502)." });
    return readAll(ids);
  });
  const load = createLoader(read, 10);
  expect(await Promise.all(["a", "b", "c"].map(load))).toEqual(["text of a", "text of b", "text of c"]);
});

it.each<{ code: ErrorCode; retryAfter?: number; reason: string }>([
  { code: "forbidden", reason: "the error is not about the size" },
  { code: "git-unavailable", retryAfter: 60, reason: "more calls would exceed the limit further" },
])("does not repeat a call after $code: $reason", async ({ code, retryAfter }) => {
  const failure = new PortalError(code, { detail: "No.", ...(retryAfter !== undefined && { retryAfter }) });
  const read = vi.fn(() => Promise.reject(failure));
  const load = createLoader(read, 10);
  await expect(Promise.all(["a", "b"].map(load))).rejects.toBe(failure);
  expect(read).toHaveBeenCalledTimes(1);
});
