// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import { afterEach, expect, it } from "vitest";
import { VersionField } from "#components/request-form/layout/version-field";
import type { CatalogEntryDetail, CatalogVersion } from "#lib/catalog/types";

afterEach(cleanup);

const version = (name: string, rest: Partial<CatalogVersion> = {}): CatalogVersion => {
  return { name, served: true, storage: false, deprecated: false, ...rest };
};

const entry: CatalogEntryDetail = {
  ...{ id: "crd.local.samples.example.com", source: "crd", cluster: "local", group: "example.com" },
  ...{ version: "v1", kind: "Sample", plural: "samples", scope: "Namespaced", title: "Sample" },
  ...{ description: "", icon: "", owner: "", tags: [], requestable: true, reason: "", warnings: [] },
  versions: [],
};

const OLD = version("v1beta1", { deprecated: true, deprecationWarning: "Gone with version 2." });

it.each([
  ["shows no choice for one version", [version("v1")], "v1", undefined],
  ["omits a version that is not served", [version("v1"), version("v2", { served: false })], "v1", undefined],
  [
    "shows a choice of several versions",
    [version("v1"), OLD],
    "v1",
    "Each version has its own form. The form keeps your entries.",
  ],
  ["shows the warning of a deprecated version", [version("v1"), OLD], "v1beta1", "Gone with version 2."],
])("VersionField %s", (_why, versions, chosen, hint) => {
  render(
    <NuqsTestingAdapter>
      <VersionField entry={{ ...entry, versions, version: chosen }} />
    </NuqsTestingAdapter>,
  );
  const field = screen.queryByRole("combobox", { name: "Version" });
  expect(field?.textContent?.startsWith(chosen)).toBe(hint === undefined ? undefined : true);
  if (hint !== undefined) expect(screen.getByText(hint)).toBeTruthy();
});
