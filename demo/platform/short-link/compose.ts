/** From an XShortLink, which a ShortLink claimed, to what the edge is told, in the edge's cluster. Pure. */
import { z } from "zod";
import { type Composed, composeFrom } from "#demo/platform/composition/types";
import { RequestRefusal } from "#demo/platform/pipeline-io";

/** The provider's way into the edge's cluster, and the namespace there. */
export const EDGE = "edge";

const shortLinkSchema = z.object({
  spec: z.object({
    claimRef: z.object({ name: z.string(), namespace: z.string() }).optional(),
    path: z.string(),
    target: z.string(),
    permanent: z.boolean(),
  }),
});

export const composeShortLink = composeFrom(shortLinkSchema, ({ spec }): Composed => {
  const { claimRef, path, target, permanent } = spec;
  if (!claimRef) throw new RequestRefusal("An XShortLink belongs to nobody. Ask for a ShortLink instead.");
  // The edge's own namespace holds the links of all.
  const name = `${claimRef.namespace}.${claimRef.name}`;
  const rule = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: EDGE },
    data: { path: `/${path}`, target, status: permanent ? "301" : "302" },
  };
  return {
    parts: {
      rule: {
        apiVersion: "kubernetes.crossplane.io/v1alpha2",
        kind: "Object",
        metadata: { name: `short-link.${name}` },
        spec: { forProvider: { manifest: rule }, providerConfigRef: { name: EDGE } },
      },
    },
    status: { address: `https://go.example.com/${path}` },
  };
});
