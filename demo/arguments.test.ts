import { describe, expect, it } from "vitest";
import { parseArguments } from "#demo/arguments";

const NOTHING = { port: undefined, json: false, dev: false, full: false, cluster: false, help: false };

describe("parseArguments", () => {
  it.each([
    ["nothing is the whole demo", [], NOTHING],
    ["a fixed port", ["--port", "4000"], { ...NOTHING, port: 4000 }],
    ["a fixed port, written with =", ["--port=4000"], { ...NOTHING, port: 4000 }],
    ["for scripts", ["--json"], { ...NOTHING, json: true }],
    ["with everything", ["--full"], { ...NOTHING, full: true }],
    ["on a cluster that is there", ["--cluster", "--port", "1"], { ...NOTHING, cluster: true, port: 1 }],
  ])("%s", (_reason, args, expected) => {
    expect(parseArguments(args)).toEqual(expected);
  });

  it.each([
    ["a port that is none", ["--port", "http"], /not "http"/],
    ["a port out of range", ["--port", "65536"], /not "65536"/],
    ["a flag nobody knows", ["--prot", "3000"], /--prot/],
    ["two demos at once", ["--full", "--cluster"], /--full/],
    ["a word without a flag", ["3000"], /3000/],
  ])("%s is refused, with the usage", (_reason, args, detail) => {
    expect(() => parseArguments(args)).toThrow(
      expect.objectContaining({
        detail: expect.stringMatching(detail),
        suggestion: expect.stringContaining("--port N"),
      }),
    );
  });
});
