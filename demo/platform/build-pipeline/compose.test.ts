import { describe, expect, it } from "vitest";
import { composeBuildPipeline } from "#demo/platform/build-pipeline/compose";

const DEFAULTS = {
  repository: "https://git.example.com/shop.git",
  branch: "main",
  schedule: "0 2 * * *",
  toolchain: "node",
  timeoutMinutes: 30,
  paused: false,
};

const compose = (spec: object = {}, name = "shop") =>
  composeBuildPipeline({ metadata: { name, namespace: "team-a" }, spec: { ...DEFAULTS, ...spec } }, {});
const scriptOf = (spec: object) => JSON.stringify(compose(spec).parts.script?.data);

describe("composeBuildPipeline", () => {
  it("creates an identity, a script and a schedule with valid names", () => {
    const parts = Object.values(compose({}, "a".repeat(46)).parts);
    expect(parts.map(({ kind }) => kind)).toEqual(["ServiceAccount", "ConfigMap", "CronJob"]);
    expect(parts.map(({ metadata }) => metadata.name.length)).toEqual([52, 52, 52]);
  });

  it.each<[string, object, RegExp]>([
    ["the default commands of the toolchain", {}, /npm ci\\nnpm test/],
    ["another toolchain", { toolchain: "go" }, /go test/],
    ["the requester's own commands", { commands: ["make"] }, /cd \/workspace\/source\\nmake\\n"/],
  ])("builds with %s", (_reason, spec, script) => {
    expect(scriptOf(spec)).toMatch(script);
  });

  it("passes the repository and the branch to the script as values, not as commands", () => {
    const spec = { repository: "https://git.example.com/$(reboot)", branch: "x;reboot" };
    expect(scriptOf(spec)).not.toContain("reboot");
  });

  it("builds nothing while it is paused, and reports it", () => {
    expect(compose({ paused: true }).parts.schedule?.spec).toMatchObject({ suspend: true });
    expect(compose({ paused: true }).status).toEqual({ message: "Paused" });
    expect(compose().status).toEqual({
      message: "Builds main of https://git.example.com/shop.git, 0 2 * * * UTC",
    });
  });
});
