/** The composition function of tests: composes the manifests that a Bundle lists in `spec.parts`. */
import {
  type ComposeFunction,
  fromObject,
  getCondition,
  getObservedComposedResources,
  getObservedCompositeResource,
  Ready,
  type Resource,
  serve,
} from "@crossplane-org/function-sdk-typescript";
import { z } from "zod";

const bundleSchema = z.object({
  kind: z.string(),
  spec: z.object({
    parts: z.array(z.looseObject({ kind: z.string(), metadata: z.object({ name: z.string() }) })),
  }),
});

/** A Bundle inside a Bundle is ready when it says so; other parts unless they say that they are not. */
function judge(part: Resource | undefined, nested: boolean): Ready {
  const { status } = getCondition(part?.resource, "Ready");
  const ready = nested ? status === "True" : part && status !== "False";
  return ready ? Ready.READY_TRUE : Ready.READY_FALSE;
}

const compose: ComposeFunction = (request, response) => {
  const { kind, spec } = bundleSchema.parse(getObservedCompositeResource(request)?.resource);
  const observed = getObservedComposedResources(request);
  for (const part of spec.parts) {
    const { name } = part.metadata;
    const ready = judge(observed[name], part.kind === kind);
    response.desired.resources[name] = fromObject(part, {}, ready);
  }
  return response;
};

serve(compose);
