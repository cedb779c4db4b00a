import { z } from "zod";
import { RGD_NAME_LABEL } from "#lib/kro/names";
import { readConditions } from "#lib/kubernetes/health/conditions";
import type { KubernetesObject } from "#lib/kubernetes/types";

/** A ResourceGraphDefinition. */
export interface ResourceGraphDefinition {
  name: string;
  annotations: Record<string, string>;
  /** Of the kind that it defines. Its plural only kro knows. */
  group: string;
  version: string;
  kind: string;
  /** What kro says against it; absent while it says nothing. */
  refusal?: string;
}

export type ParsedRgd =
  | { state: "defined"; rgd: ResourceGraphDefinition }
  | { state: "broken"; reason: string };

const specSchema = z.object({
  schema: z.object({
    group: z.string().min(1).default("kro.run"),
    apiVersion: z.string().min(1),
    kind: z.string().min(1),
  }),
});

/**
 * An RGD from its object. Never throws: `reason` names the field that is not of an RGD's form.
 * https://kro.run/api/crds/resourcegraphdefinition
 */
export function parseRgd(object: KubernetesObject): ParsedRgd {
  const parsed = specSchema.safeParse(object.spec);
  if (!parsed.success) return { state: "broken", reason: describeIssue(parsed.error) };
  const { group, apiVersion, kind } = parsed.data.schema;
  const { name, annotations = {} } = object.metadata;
  return {
    state: "defined",
    rgd: { name, annotations, group, version: apiVersion, kind, refusal: findRefusal(object) },
  };
}

/** The name of the RGD that a CRD was made of; undefined for a CRD that is not kro's. */
export function rgdOf({ metadata }: KubernetesObject): string | undefined {
  return metadata.labels?.[RGD_NAME_LABEL];
}

/** `Ready` only sums the others up; those that kro has not decided yet are Unknown. */
function findRefusal(object: KubernetesObject): string | undefined {
  const refused = readConditions(object).filter(({ status }) => status === "False");
  const telling = refused.find(({ type }) => type !== "Ready") ?? refused[0];
  return telling && (telling.message || telling.reason || telling.type);
}

function describeIssue({ issues: [issue] }: z.ZodError): string {
  if (!issue) return "its definition cannot be read";
  return `${["spec", ...issue.path].join(".")}: ${issue.message}`;
}
