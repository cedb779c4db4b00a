import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { readConfig } from "#lib/config/config";
import { followConfig } from "#lib/server/config-follower";
import { countCall } from "#lib/server/http/call-limits";
import { log } from "#lib/server/log";

let folder: string;
const write = (text: string) =>
  writeFileSync(join(folder, "vitrine.yaml"), `secret: ${"a".repeat(32)}\n${text}`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-config-"));
  write("look: { name: Acme }\nlogLevel: silent\n");
  vi.stubEnv("VITRINE_CONFIG", join(folder, "vitrine.yaml"));
  followConfig();
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it("applies safe keys of a changed file, and leaves the others to a restart", async () => {
  const warn = vi.spyOn(log(), "warn");
  expect(readConfig().look.name).toBe("Acme");
  write(
    "look: { name: Other }\nlogLevel: error\nrequestVerb: create\nlimits: { write: { burst: 1, perSecond: 0.001 } }\n",
  );
  await vi.waitFor(() => expect(readConfig().look.name).toBe("Other"), { timeout: 10_000 });
  expect(log().level).toBe("error");
  expect(readConfig().requestVerb).toBe("request");
  expect(warn).toHaveBeenCalledWith({ keys: ["requestVerb"] }, expect.any(String));
  countCall("write", "ana");
  expect(() => countCall("write", "ana")).toThrow("too many");
});

it("stays as it was where the changed file is wrong", async () => {
  const error = vi.spyOn(log(), "error");
  write("look: { nmae: Third }\n");
  await vi.waitFor(() => expect(error).toHaveBeenCalled(), { timeout: 10_000 });
  expect(error.mock.calls[0]?.[1]).toMatch(/stays as it was.*look.nmae|stays as it was.*nmae/);
  expect(readConfig().look.name).toBe("Other");
});
