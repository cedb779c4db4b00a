/** Real definitions without annotations and labels, as one catalog. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { disambiguateTitles } from "#lib/catalog/duplicate-titles";
import { buildCrdRecord } from "#lib/catalog/sources/crd-source";
import { buildPromiseRecord, isOfferedPromise } from "#lib/catalog/sources/promise-offer";
import { buildRgdRecord } from "#lib/catalog/sources/rgd-offer";
import { buildXrdRecord, readOfferedXrd } from "#lib/catalog/sources/xrd-offer";
import { stamp } from "#lib/catalog/testing/source-fixture";
import type { CatalogEntry } from "#lib/catalog/types";
import { convertSchema } from "#lib/form/convert/convert";
import { parsePromise } from "#lib/kratix/promise";
import type { KubernetesObject } from "#lib/kubernetes/types";

const FIXTURES = process.env.VITRINE_FIXTURES ?? join(import.meta.dirname, "../../../../shared/fixtures");
const isPresent = existsSync(FIXTURES);

const around = {
  cluster: "demo",
  isServed: () => true,
  isInstalled: () => true,
  buildForm: convertSchema,
  resourceVersion: "1",
  crd: undefined,
  previous: undefined,
};

function readObjects(folder: string): KubernetesObject[] {
  if (!isPresent) return [];
  return readdirSync(join(FIXTURES, folder)).map((file) => {
    const { metadata, ...object } = parse(readFileSync(join(FIXTURES, folder, file), "utf8"));
    const { annotations: _a, labels: _l, creationTimestamp: _c, ...kept } = metadata;
    return stamp({ ...object, metadata: kept });
  });
}

function buildEntries(object: KubernetesObject): CatalogEntry[] {
  if (object.kind === "Promise") {
    const promise = parsePromise(object);
    return isOfferedPromise(promise) ? [buildPromiseRecord(promise, around).entry] : [];
  }
  if (object.kind === "CompositeResourceDefinition") {
    const offered = readOfferedXrd(object);
    return (offered?.apis ?? []).map((api) => buildXrdRecord(object, api, undefined, around).entry);
  }
  if (object.kind === "ResourceGraphDefinition") return [buildRgdRecord(object, undefined, around).entry];
  return [buildCrdRecord(object, "demo", around).entry];
}

/** A CRD of `kind` in `group` with these fields and no word about itself. */
function makeCrd(kind: string, group: string, fields: readonly string[]): KubernetesObject {
  const plural = `${kind.toLowerCase()}s`;
  const spec = {
    type: "object",
    properties: Object.fromEntries(fields.map((name) => [name, { type: "string" }])),
  };
  return stamp({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
        },
      ],
    },
  } as { metadata: object });
}

const own = [
  makeCrd("Database", "data.a.example", ["size", "engine"]),
  makeCrd("Database", "data.b.example", ["size", "engine"]),
  makeCrd("Cluster", "postgresql.example.io", ["instances"]),
  makeCrd("Cluster", "cluster.example.io", ["nodes"]),
  makeCrd("Widget", "example.com", []),
];

describe.skipIf(!isPresent)("real APIs without annotations (skipped without their files)", () => {
  const folders = ["promises", "crossplane", "kro", "kratix-crds"];
  const entries = [...folders.flatMap(readObjects), ...own].flatMap(buildEntries);

  it("hide the Promise that only installs", () => {
    expect(entries.length).toBeGreaterThan(20);
    expect(entries.map(({ id }) => id)).not.toContain("promise.demo.cert-manager");
  });

  it("have no two cards alike", () => {
    const apart = disambiguateTitles(entries);
    const heads = entries.map(({ id, title }) => `${title.toLowerCase()} · ${apart.get(id) ?? ""}`);
    expect(heads.filter((head, index) => heads.indexOf(head) !== index)).toEqual([]);
  });

  it.each(entries.map((entry) => [entry.title, entry] as const))("%s says what it is", (_title, entry) => {
    // A card without a description has the reason why nobody can request the offer.
    expect(entry.description || entry.reason).toMatch(/\w{2,}.*[^:]$/s);
    expect(entry.description).not.toMatch(/is the Schema for|desired state of/i);
  });

  it.each([
    ["RDS", "Databases", "database"],
    ["MongoDB", "Databases", "database"],
    ["SQL", "Databases", "database"],
    ["Namespace claim", "Environments", "boxes"],
    ["Tekton", "Delivery", "git-branch"],
    ["AI", "AI and data", "brain"],
    ["Runtime", "Apps", "rocket"],
    ["Web app", "Apps", "rocket"],
    ["Nop resource", undefined, "layers"],
  ])("%s has its category and icon", (title, category, icon) => {
    const found = entries.find((entry) => entry.title === title);
    expect(found && { category: found.category, icon: found.icon }).toEqual({ category, icon });
  });
});
