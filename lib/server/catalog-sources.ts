import "server-only";
import { type Catalog, createCatalog } from "#lib/catalog/catalog";
import { createCrdSource } from "#lib/catalog/crd-source";
import type { FormBuilder } from "#lib/catalog/form-check";
import { createPromiseSource } from "#lib/catalog/promise-source";
import { KRATIX_GROUP } from "#lib/kratix/names";
import type { Cluster } from "#lib/kubernetes/cluster";
import type { Informer } from "#lib/kubernetes/types";

/** The catalog of all clusters, fed by one watch of Promises and one of CRDs each. */
export function openCatalog(clusters: readonly Cluster[], buildForm: FormBuilder): Catalog {
  const informers: Informer[] = [];
  const sources = clusters.flatMap(({ informers: factory, discovery }) => {
    const promises = factory.informer({ group: KRATIX_GROUP, kind: "Promise" });
    const crds = factory.informer({ group: "apiextensions.k8s.io", kind: "CustomResourceDefinition" });
    informers.push(promises, crds);
    const serving = {
      isServed: (group: string, version: string, plural: string) =>
        discovery.findByPlural({ group, version, plural }) !== undefined,
      onServedChange: discovery.subscribe,
    };
    return [
      createPromiseSource({ promises, crds, ...serving, buildForm }),
      createCrdSource({ crds, ...serving, buildForm }),
    ];
  });
  const catalog = createCatalog(sources);
  return {
    ...catalog,
    close() {
      catalog.close();
      for (const informer of informers) informer.close();
    },
  };
}
