import type { z } from "zod";
import {
  catalog,
  catalogEntry,
  catalogEntryDetail,
  catalogRoutes,
  names,
  namespaces,
  options,
} from "#lib/api/contract/catalog";
import type { RouteDeclaration } from "#lib/api/contract/declaration";
import {
  diagnosticCheck,
  diagnosticGroup,
  diagnostics,
  diagnosticsRoutes,
  operation,
} from "#lib/api/contract/diagnostics";
import {
  accessToPages,
  gitAccounts,
  me,
  platformRoutes,
  readiness,
  status,
  streamMessage,
} from "#lib/api/contract/platform";
import {
  actionInput,
  attention,
  fieldChange,
  fieldDrift,
  portalRequest,
  preview,
  requestDetail,
  requestFinding,
  requestInput,
  requestRoutes,
  requests,
  submittedRequest,
  timelineStep,
} from "#lib/api/contract/requests";
import {
  dryRun,
  dryRuns,
  events,
  graph,
  objectEvent,
  resourceDetail,
  resourceFile,
  resourceRoutes,
  resourceSummary,
  resources,
} from "#lib/api/contract/resources";
import { fieldError, health, objectReference, problem } from "#lib/api/contract/shared";

/** Every route of the HTTP API, in the order of its document. All that is known of a route is derived from here. */
export const contract = {
  ...platformRoutes,
  ...catalogRoutes,
  ...requestRoutes,
  ...resourceRoutes,
  ...diagnosticsRoutes,
};

export type Contract = typeof contract;

/** The routes with what they declare, for what walks all of them. */
export function listRoutes(): { method: string; path: string; declaration: RouteDeclaration }[] {
  return Object.entries<RouteDeclaration>(contract).map(([name, declaration]) => {
    const [method = "", path = ""] = name.split(" ");
    return { method, path, declaration };
  });
}

/** The schemas by the names that the OpenAPI document gives them. */
export const namedSchemas: Record<string, z.ZodType> = {
  ObjectReference: objectReference,
  Health: health,
  FieldError: fieldError,
  Problem: problem,
  Me: me,
  GitAccounts: gitAccounts,
  AccessToPages: accessToPages,
  Status: status,
  CatalogEntry: catalogEntry,
  Catalog: catalog,
  CatalogEntryDetail: catalogEntryDetail,
  Namespaces: namespaces,
  Names: names,
  Options: options,
  RequestInput: requestInput,
  ActionInput: actionInput,
  FieldChange: fieldChange,
  FieldDrift: fieldDrift,
  RequestFinding: requestFinding,
  Preview: preview,
  SubmittedRequest: submittedRequest,
  TimelineStep: timelineStep,
  Request: portalRequest,
  Requests: requests,
  Attention: attention,
  RequestDetail: requestDetail,
  ResourceSummary: resourceSummary,
  Resources: resources,
  ResourceDetail: resourceDetail,
  ResourceFile: resourceFile,
  Graph: graph,
  ObjectEvent: objectEvent,
  Events: events,
  DryRun: dryRun,
  DryRuns: dryRuns,
  StreamMessage: streamMessage,
  Readiness: readiness,
  DiagnosticCheck: diagnosticCheck,
  DiagnosticGroup: diagnosticGroup,
  Operation: operation,
  Diagnostics: diagnostics,
};
