/** APIs that nobody here wrote, as their makers publish them in Go modules: for tests and benchmarks. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { downloadModule } from "#demo/local-stack/programs/go-build";
import type { CommandResult, CommandSpec } from "#demo/local-stack/types";

interface Publication {
  /** Folder under demo/programs whose go.mod names the version. */
  pin: "argocd" | "real-schemas";
  module: string;
  /** In the module. */
  crd: string;
  /** A request as its makers show it, in the module. */
  example: string;
}

const PUBLICATIONS = {
  Prometheus: {
    pin: "real-schemas",
    module: "github.com/prometheus-operator/prometheus-operator",
    crd: "example/prometheus-operator-crd/monitoring.coreos.com_prometheuses.yaml",
    example: "example/user-guides/alerting/prometheus-example.yaml",
  },
  ServiceMonitor: {
    pin: "real-schemas",
    module: "github.com/prometheus-operator/prometheus-operator",
    crd: "example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml",
    example: "example/user-guides/scrapeclass/scrapeclass-example-servicemonitor.yaml",
  },
  ApplicationSet: {
    pin: "argocd",
    module: "github.com/argoproj/argo-cd/v3",
    crd: "manifests/crds/applicationset-crd.yaml",
    example: "applicationset/examples/template-override/template-overrides-example.yaml",
  },
  Cluster: {
    pin: "real-schemas",
    module: "github.com/cloudnative-pg/cloudnative-pg",
    crd: "config/crd/bases/postgresql.cnpg.io_clusters.yaml",
    example: "docs/src/samples/cluster-example-full.yaml",
  },
  HTTPRoute: {
    pin: "real-schemas",
    module: "sigs.k8s.io/gateway-api",
    crd: "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml",
    example: "examples/standard/http-filter.yaml",
  },
  ExternalSecret: {
    pin: "real-schemas",
    module: "github.com/external-secrets/external-secrets",
    crd: "config/crds/bases/external-secrets.io_externalsecrets.yaml",
    example: "docs/snippets/basic-external-secret.yaml",
  },
  SecretStore: {
    pin: "real-schemas",
    module: "github.com/external-secrets/external-secrets",
    crd: "config/crds/bases/external-secrets.io_secretstores.yaml",
    example: "docs/snippets/basic-secret-store.yaml",
  },
} satisfies Record<string, Publication>;

/** By kind. */
export type RealKind = keyof typeof PUBLICATIONS;

const crdShape = z.looseObject({
  apiVersion: z.string(),
  kind: z.literal("CustomResourceDefinition"),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    group: z.string(),
    names: z.looseObject({ plural: z.string(), kind: z.string() }),
    versions: z.array(
      z.looseObject({
        name: z.string(),
        storage: z.boolean(),
        schema: z.object({ openAPIV3Schema: z.record(z.string(), z.unknown()) }),
      }),
    ),
  }),
});

export interface RealSchema {
  /** The CRD, with the label that makes it an offer. */
  crd: z.infer<typeof crdShape>;
  /** The schema of the version that is stored. */
  schema: Record<string, unknown>;
  /** YAML of one object of this kind, comments kept. */
  example: string;
}

/** Reads one from Go's module cache, into which it is downloaded first. Throws where Go or the network is missing. */
export async function readRealSchema(
  kind: RealKind,
  run: (spec: CommandSpec) => Promise<CommandResult>,
): Promise<RealSchema> {
  const { pin, module, crd: crdPath, example: examplePath }: Publication = PUBLICATIONS[kind];
  const pinned = fileURLToPath(new URL(`../programs/${pin}`, import.meta.url));
  const folder = await downloadModule(module, module, pinned, run);
  const [crdText, exampleText] = await Promise.all([
    readFile(join(folder, crdPath), "utf8"),
    readFile(join(folder, examplePath), "utf8"),
  ]);
  const crd = crdShape.parse(parse(crdText));
  const stored = crd.spec.versions.find(({ storage }) => storage);
  if (!stored) throw new Error(`${kind} has no stored version.`);
  crd.metadata = { ...crd.metadata, labels: { "vitrine.dev/offer": "true" } };
  return { crd, schema: stored.schema.openAPIV3Schema, example: pickDocument(exampleText, kind) };
}

/** The first document of that kind. */
function pickDocument(text: string, kind: string): string {
  const found = parseAllDocuments(text).find((document) => document.get("kind") === kind);
  if (!found) throw new Error(`No ${kind} in the example.`);
  return found.toString({ lineWidth: 0 });
}
