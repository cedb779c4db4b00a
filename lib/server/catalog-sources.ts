import "server-only";
import { type Catalog, createCatalog } from "#lib/catalog/catalog";
import type { FormBuilder } from "#lib/catalog/form-check";
import { createOverlaidCatalog } from "#lib/catalog/overlays/overlaid-catalog";
import { OVERLAY_TYPE } from "#lib/catalog/overlays/overlay";
import { createCrdSource } from "#lib/catalog/sources/crd-source";
import { createPromiseSource } from "#lib/catalog/sources/promise-source";
import { createRgdSource } from "#lib/catalog/sources/rgd-source";
import { createXrdSource } from "#lib/catalog/sources/xrd-source";
import { APIEXTENSIONS_GROUP, XRD_KIND } from "#lib/crossplane/names";
import { KRATIX_GROUP } from "#lib/kratix/names";
import { KRO_GROUP, RGD_KIND } from "#lib/kro/names";
import type { Cluster } from "#lib/kubernetes/cluster";
import type { Informer } from "#lib/kubernetes/types";

/** The catalog of all clusters, fed by one watch of Promises, one of XRDs, one of RGDs, one of CRDs and one of overlays each. */
export function openCatalog(clusters: readonly Cluster[], buildForm: FormBuilder): Catalog {
  const informers: Informer[] = [];
  const overlays: Informer[] = [];
  const sources = clusters.flatMap(({ informers: factory, discovery }) => {
    const promises = factory.informer({ group: KRATIX_GROUP, kind: "Promise" });
    const crds = factory.informer({ group: "apiextensions.k8s.io", kind: "CustomResourceDefinition" });
    // By discovery's preferred version. Where Crossplane is not installed it is empty, and starts when Crossplane comes.
    const xrds = factory.informer({ group: APIEXTENSIONS_GROUP, kind: XRD_KIND });
    const rgds = factory.informer({ group: KRO_GROUP, kind: RGD_KIND });
    informers.push(promises, xrds, rgds, crds);
    overlays.push(factory.informer(OVERLAY_TYPE));
    const serving = {
      isServed: (group: string, version: string, plural: string) =>
        discovery.findByPlural({ group, version, plural }) !== undefined,
      onServedChange: discovery.subscribe,
    };
    return [
      createPromiseSource({ promises, crds, ...serving, buildForm }),
      createXrdSource({ xrds, crds, ...serving, buildForm }),
      createRgdSource({ rgds, crds, ...serving, buildForm }),
      createCrdSource({ crds, ...serving, buildForm }),
    ];
  });
  const catalog = createOverlaidCatalog(createCatalog(sources), overlays, buildForm);
  return {
    ...catalog,
    close() {
      catalog.close();
      for (const informer of [...informers, ...overlays]) informer.close();
    },
  };
}
