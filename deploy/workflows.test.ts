import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const packageScripts = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync("package.json", "utf8"))).scripts;

const FILES = [".github/workflows/test.yml", ".github/workflows/release.yml", ".gitlab-ci.yml"];
const RELEASES = [".github/workflows/release.yml", ".gitlab-ci.yml"];

describe.each(FILES)("%s", (file) => {
  const text = readFileSync(file, "utf8");

  it("is YAML with jobs", () => {
    expect(Object.keys(parse(text)).length).toBeGreaterThan(1);
  });

  it("runs only scripts that the project has", () => {
    const named = [...text.matchAll(/npm (?:run )?(test|start|build|[a-z]+:[a-z]+)\b/g)].map(
      ([, name = ""]) => name,
    );
    expect(named.filter((name) => packageScripts[name] === undefined)).toEqual([]);
  });
});

describe.each(RELEASES)("%s releases an image", (file) => {
  const text = readFileSync(file, "utf8");

  it.each([
    ["for two processors", /linux\/amd64,linux\/arm64/],
    ["with a list of its parts", /sbom(: |=)true/],
    ["with its provenance", /provenance(: |=)mode=max/],
    ["with a signature of its digest", /cosign sign --yes "\$\w+@\$\w+"/],
  ])("%s", (_what, expected) => {
    expect(text).toMatch(expected);
  });

  it("with the version of its tag on chart and package", () => {
    expect(text).toMatch(/helm package deploy\/chart --version "\$.*" --app-version "\$.*"/);
    expect(text).toMatch(/npm version --no-git-tag-version "\$.*"\n\s+(- )?npm pack/);
  });
});
