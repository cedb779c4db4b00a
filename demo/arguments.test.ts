import { describe, expect, it } from "vitest";
import { parseArguments } from "#demo/arguments";

const NOTHING = {
  port: undefined,
  json: false,
  dev: false,
  full: false,
  github: false,
  gitlab: false,
  cluster: false,
  help: false,
};

describe("parseArguments", () => {
  it.each([
    ["starts the whole demo without arguments", [], NOTHING],
    ["reads a fixed port", ["--port", "4000"], { ...NOTHING, port: 4000 }],
    ["reads a fixed port with =", ["--port=4000"], { ...NOTHING, port: 4000 }],
    ["reads the output for scripts", ["--json"], { ...NOTHING, json: true }],
    ["reads the full demo", ["--full"], { ...NOTHING, full: true }],
    ["reads the demo on the stand-in for GitHub", ["--github"], { ...NOTHING, github: true }],
    ["reads the demo on the stand-in for GitLab", ["--gitlab"], { ...NOTHING, gitlab: true }],
    [
      "reads the demo on an existing cluster",
      ["--cluster", "--port", "1"],
      { ...NOTHING, cluster: true, port: 1 },
    ],
  ])("%s", (_reason, args, expected) => {
    expect(parseArguments(args)).toEqual(expected);
  });

  it.each([
    ["an invalid port", ["--port", "http"], /not "http"/],
    ["a port out of range", ["--port", "65536"], /not "65536"/],
    ["an unknown flag", ["--prot", "3000"], /--prot/],
    ["two demos at the same time", ["--full", "--cluster"], /--full/],
    ["servers of the demo without its cluster", ["--github", "--cluster"], /--github/],
    ["two Git hosts at the same time", ["--full", "--github"], /--full or --github/],
    ["two stand-ins at the same time", ["--gitlab", "--github"], /--github or --gitlab/],
    ["an argument without a flag", ["3000"], /3000/],
  ])("refuses %s and shows the usage", (_reason, args, detail) => {
    expect(() => parseArguments(args)).toThrow(
      expect.objectContaining({
        detail: expect.stringMatching(detail),
        suggestion: expect.stringContaining("--port N"),
      }),
    );
  });
});
