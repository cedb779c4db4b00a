import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nameInCache } from "#demo/local-stack/programs/program-cache";
import { DEMO_PROGRAM_NAMES } from "#demo/local-stack/programs/program-list";
import { createPrograms } from "#demo/local-stack/programs/programs";
import type { CommandResult, CommandSpec } from "#demo/local-stack/types";

let folder: string;
const place = (...names: string[]) => join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-programs-test-"));
  for (const name of ["KUBEBUILDER_ASSETS", "VITRINE_PROGRAMS"]) vi.stubEnv(name, "");
  vi.stubEnv("VITRINE_CACHE", place("cache"));
  // Downloads fail here. release.test.ts tests them.
  vi.stubGlobal("fetch", async () => {
    throw new Error("fetch failed");
  });
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true });
});

function put(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "program");
  return path;
}

/** Mocks Go: it writes the requested program. `answer` replaces its result. */
function create(answer?: Partial<CommandResult> | Error) {
  const run = vi.fn(async ({ args }: CommandSpec): Promise<CommandResult> => {
    if (answer instanceof Error) throw answer;
    const output = args[args.indexOf("-o") + 1];
    if (!answer && output) writeFileSync(output, "built");
    return { code: 0, stdout: "", stderr: "", ...answer };
  });
  const guard = { addGroup: vi.fn(), removeGroup: vi.fn(), addFolder: vi.fn(), release: vi.fn() };
  const onProgress = vi.fn();
  const { signal } = new AbortController();
  return { programs: createPrograms({ run, guard, signal, onProgress }), run, guard, onProgress };
}

describe("location of a program", () => {
  it.each([
    ["is first the folder of the control plane", "etcd", "assets/etcd"],
    ["is then the folder for all programs", "kwok", "programs/kwok"],
    ["skips a folder without the program", "kube-scheduler", "programs/kube-scheduler"],
  ] as const)("%s", async (_reason, name, expected) => {
    vi.stubEnv("KUBEBUILDER_ASSETS", place("assets"));
    vi.stubEnv("VITRINE_PROGRAMS", place("programs"));
    for (const path of ["assets/etcd", "programs/etcd", "programs/kwok", "programs/kube-scheduler"])
      put(place(path));
    const { programs, run } = create();
    expect(await programs.obtain(name)).toBe(place(expected));
    expect(run).not.toHaveBeenCalled();
  });

  it("does not use the control plane's folder for other programs", async () => {
    vi.stubEnv("KUBEBUILDER_ASSETS", place("assets"));
    put(place("assets/kwok"));
    expect(await create().programs.obtain("kwok")).toBe(place("cache", nameInCache("kwok")));
  });

  it("is the cache before a build", async () => {
    const cached = put(place("cache", nameInCache("kwok")));
    const { programs, run } = create();
    expect(await programs.obtain("kwok")).toBe(cached);
    expect(run).not.toHaveBeenCalled();
  });

  it("keeps a complete build in the cache, and builds once for concurrent calls", async () => {
    const { programs, run, guard, onProgress } = create();
    const [path, again] = await Promise.all([programs.obtain("etcd"), programs.obtain("etcd")]);
    expect(path).toBe(place("cache", nameInCache("etcd")));
    expect(again).toBe(path);
    expect(readFileSync(path, "utf8")).toBe("built");
    expect(run).toHaveBeenCalledTimes(1);
    expect(onProgress.mock.calls).toEqual([
      ["etcd", "downloading"],
      ["etcd", "queued", "fetch failed"],
      ["etcd", "building", "fetch failed"],
      ["etcd", "there"],
    ]);
    // The guardian removes the folder of the build.
    const [work] = readdirSync(place("cache")).filter((name) => name.startsWith("work-"));
    expect(guard.addFolder).toHaveBeenCalledWith(place("cache", work ?? ""));
  });

  it("removes the folder of an old interrupted build", async () => {
    mkdirSync(place("cache", "work-old"), { recursive: true });
    utimesSync(place("cache", "work-old"), 0, 0);
    mkdirSync(place("cache", "work-running"));
    await create().programs.obtain("kwok");
    expect(existsSync(place("cache", "work-old"))).toBe(false);
    expect(existsSync(place("cache", "work-running"))).toBe(true);
  });

  it("builds the programs first that everything needs, and skips those that only tests need", async () => {
    const { programs, run } = create();
    programs.obtainAll(DEMO_PROGRAM_NAMES);
    await programs.obtain("kube-scheduler");
    await programs.obtain("kwok");
    const built = run.mock.calls.map(([{ args }]) => args.at(-1)?.split("/").at(-1));
    expect(built.slice(0, 3)).toEqual(["v3", "kube-apiserver", "kube-controller-manager"]);
    expect(built).toHaveLength(DEMO_PROGRAM_NAMES.length);
    expect(built).not.toContain("crank");
  });
});

describe("error without a program", () => {
  const go = Object.assign(new Error("spawn go ENOENT"), { code: "ENOENT" });
  const full = { code: 1, stderr: "write /tmp/x: no space left on device" };
  const offline = { code: 1, stderr: "dial tcp: lookup modules.example.org: no such host" };

  it.each([
    ["names the missing Go", go, /Go is not installed/, /Install Go .* VITRINE_PROGRAMS/],
    ["names the network error of Go", offline, /no such host/, /GOPROXY/],
    ["names a full disk", full, /the disk is full/, /Free about 4 GB .* VITRINE_CACHE/],
  ])("%s", async (_reason, answer, detail, suggestion) => {
    const { programs } = create(answer);
    await expect(programs.obtain("kwok")).rejects.toMatchObject({
      code: "misconfigured",
      detail: expect.stringMatching(detail),
      suggestion: expect.stringMatching(suggestion),
    });
    expect(existsSync(place("cache", nameInCache("kwok")))).toBe(false);
  });

  it("names a cache that is not writable", async () => {
    // A file in place of the folder. It also stops root, to whom permissions do not apply.
    vi.stubEnv("VITRINE_CACHE", join(put(place("file")), "cache"));
    await expect(create().programs.obtain("etcd")).rejects.toMatchObject({
      detail: expect.stringContaining("it cannot be written"),
      suggestion: expect.stringContaining("VITRINE_CACHE"),
    });
  });
});

it("nameInCache differs for each platform", () => {
  const names = [
    nameInCache("etcd", "linux", "x64"),
    nameInCache("etcd", "linux", "arm64"),
    nameInCache("etcd", "darwin", "x64"),
  ];
  expect(new Set(names).size).toBe(3);
});
