/** One call of the composition function: which compose function answers, and its answer in Crossplane's words. */
import {
  type ComposeFunction,
  fatal,
  Ready,
  type Resource,
  type RunFunctionRequest,
  setDesiredCompositeStatus,
} from "@crossplane-org/function-sdk-typescript";
import { composeApp } from "#demo/platform/app/compose";
import { composeBuildPipeline } from "#demo/platform/build-pipeline/compose";
import { composeCache } from "#demo/platform/cache/compose";
import { type Manifest, manifestSchema } from "#demo/platform/cluster";
import { isReady } from "#demo/platform/composition/readiness";
import type { Compose, Composed, Observed } from "#demo/platform/composition/types";
import { composeDatabase } from "#demo/platform/database/compose";
import { composeMonitoring } from "#demo/platform/monitoring/compose";
import { type Output, RequestRefusal } from "#demo/platform/pipeline-io";
import { composeShortLink } from "#demo/platform/short-link/compose";

/** By the composite resource's kind. */
const COMPOSE: Record<string, Compose> = {
  App: composeApp,
  BuildPipeline: composeBuildPipeline,
  Database: composeDatabase,
  Monitoring: composeMonitoring,
  XCache: composeCache,
  XShortLink: composeShortLink,
};

/** Desired parts with their readiness, and the composite's status. A refusal becomes a fatal result: nothing is changed. */
export const runFunction: ComposeFunction = (request, response) => {
  try {
    const composite = manifestSchema.parse(request.observed?.composite?.resource);
    const observed = readParts(request);
    const { parts, status } = compose(composite, observed);
    const resources = Object.entries(parts).map(([name, part]): [string, Resource] => [
      name,
      desire(part, isReady(observed[name])),
    ]);
    Object.assign(response.desired.resources, Object.fromEntries(resources));
    return setDesiredCompositeStatus({ rsp: response, status });
  } catch (error) {
    if (!(error instanceof RequestRefusal)) throw error;
    return fatal(response, error.message);
  }
};

function compose(composite: Manifest, observed: Observed): Composed {
  const answer = COMPOSE[composite.kind];
  if (!answer) {
    throw new RequestRefusal(`The function vitrine-demo composes no ${composite.kind}.`);
  }
  return answer(composite, observed);
}

function readParts({ observed }: RunFunctionRequest): Observed {
  const parts: [string, Manifest][] = Object.entries(observed?.resources ?? {}).map(
    ([name, { resource }]) => [name, manifestSchema.parse(resource)],
  );
  return Object.fromEntries(parts);
}

function desire(part: Output, ready: boolean): Resource {
  return { resource: part, connectionDetails: {}, ready: ready ? Ready.READY_TRUE : Ready.READY_FALSE };
}
