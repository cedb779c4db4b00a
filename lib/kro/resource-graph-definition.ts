import { z } from "zod";
import { RGD_NAME_LABEL } from "#lib/kro/names";
import { readConditions } from "#lib/kubernetes/health/conditions";
import type { KubernetesObject } from "#lib/kubernetes/types";

/** A ResourceGraphDefinition. */
export interface ResourceGraphDefinition {
  name: string;
  annotations: Record<string, string>;
  /** The kind that it defines. Only kro knows its plural. */
  group: string;
  version: string;
  kind: string;
  /** kro's error for it; absent without an error. */
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
 * Parses an RGD. Never throws: `reason` names the invalid field.
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

/** The name of the RGD that a CRD was generated from; undefined for a CRD that is not kro's. */
export function rgdOf({ metadata }: KubernetesObject): string | undefined {
  return metadata.labels?.[RGD_NAME_LABEL];
}

/** `Ready` only summarizes the others. Conditions that kro has not decided yet are Unknown. */
function findRefusal(object: KubernetesObject): string | undefined {
  const refused = readConditions(object).filter(({ status }) => status === "False");
  const telling = refused.find(({ type }) => type !== "Ready") ?? refused[0];
  return telling && (telling.message || telling.reason || telling.type);
}

function describeIssue({ issues: [issue] }: z.ZodError): string {
  if (!issue) return "the definition can't be read";
  return `${["spec", ...issue.path].join(".")}: ${issue.message}`;
}
