import { expect, it } from "vitest";
import { createRecentLog } from "#lib/server/recent-log";

it("keeps warnings and errors with the messages of their causes, and nothing else of the fields", () => {
  const log = createRecentLog();
  const error = { message: "Outer.", code: "internal", stack: "at line 1", cause: { message: "Inner." } };
  log.add(30, ["usual"]);
  log.add(40, ["careful"]);
  log.add(50, [{ error, token: "secret" }, "it failed"]);
  expect(log.list()).toMatchObject([
    { level: "warn", message: "careful", errors: [] },
    { level: "error", message: "it failed", errors: ["internal: Outer.", "Inner."] },
  ]);
  expect(JSON.stringify(log.list())).not.toMatch(/secret|at line/);
});

it("keeps the last hundred entries", () => {
  const log = createRecentLog();
  for (let index = 0; index < 150; index += 1) log.add(40, [`entry ${index}`]);
  expect(log.list()).toHaveLength(100);
  expect(log.list().at(-1)?.message).toBe("entry 149");
});
