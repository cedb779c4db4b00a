"use client";

import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { callRoute, resourceParameters, resourcePath } from "#components/data/api";
import { ApiError, isOutcomeUnknown } from "#components/data/api-error";
import { createKey } from "#components/data/idempotency-key";
import { isTooSoon } from "#components/data/providers";
import { keysOfTopic } from "#components/data/topics";
import { bulkMessages as messages } from "#components/resources/bulk/messages";
import { RESOURCE_PATH } from "#lib/api/resource-path";
import type { ResourceSummary } from "#lib/api/types";
import { readYaml } from "#lib/form/manifest/manifest-text";
import { editYaml } from "#lib/manifest/edit/yaml-edit";
import type { Preview, RequestInput, SubmittedRequest } from "#lib/request/types";
import { isRecord, writePointer } from "#lib/schema/pointer";

/** What happens to each of some resources. */
export type BulkAction = { kind: "remove" } | { kind: "change"; pointer: string; value: unknown };

/** What a request about one of the resources would do, or did. */
export type BulkResult =
  | { state: "checking" | "opening" }
  | { state: "ready" | "unchanged"; request: CheckedRequest }
  | { state: "opened"; submitted: SubmittedRequest }
  | { state: "refused" | "failed" | "unknown"; reason: string };

export interface CheckedRequest {
  input: RequestInput;
  preview: Preview;
  /** The same for every attempt, so that an attempt with a lost answer opens no second request. */
  key: string;
}

/** Checks that run at the same time: the others of the person must not wait for them. */
const AT_ONCE = 4;

/**
 * Checks and opens a request for each of some resources.
 *
 * @param action undefined while the person has not chosen it
 */
export function useBulkRequests(resources: readonly ResourceSummary[], action: BulkAction | undefined) {
  const checks = useChecks(resources, action);
  const [opened, setOpened] = useState<ReadonlyMap<string, BulkResult>>(new Map());
  const client = useQueryClient();
  const { mutateAsync } = useMutation<SubmittedRequest, ApiError, CheckedRequest>({
    mutationFn: ({ input, key }) =>
      callRoute("POST /api/v1/requests", { body: input, headers: { "idempotency-key": key } }),
    retry: isTooSoon,
  });
  const results = resources.map((resource) => {
    const path = pathOf(resource);
    return { resource, result: opened.get(path) ?? checks.get(path) ?? { state: "checking" as const } };
  });
  const open = async () => {
    const record = (path: string, result: BulkResult) =>
      setOpened((known) => new Map([...known, [path, result]]));
    for (const { resource, result } of results) {
      if (result.state !== "ready") continue;
      const path = pathOf(resource);
      record(path, { state: "opening" });
      record(path, await mutateAsync(result.request).then(describeOpened, describeFailure));
    }
    await Promise.all(keysOfTopic("requests").map((queryKey) => client.invalidateQueries({ queryKey })));
  };
  return { results, open };
}

function useChecks(
  resources: readonly ResourceSummary[],
  action: BulkAction | undefined,
): ReadonlyMap<string, BulkResult> {
  const [begun, setBegun] = useState(AT_ONCE);
  const checks = useQueries({
    queries: resources.map((resource, index) => ({
      queryKey: ["bulk", pathOf(resource), action],
      queryFn: () => checkOne(resource, action),
      enabled: action !== undefined && index < begun,
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 0,
    })),
  });
  const done = checks.filter(({ isPending }) => !isPending).length;
  useEffect(() => setBegun(done + AT_ONCE), [done]);
  return new Map(
    resources.map((resource, index) => {
      const { data, error } = checks[index] ?? {};
      return [pathOf(resource), data ?? (error ? describeRefusal(error) : { state: "checking" })];
    }),
  );
}

function pathOf({ reference, plural }: ResourceSummary): string {
  return resourcePath({ ...reference, plural });
}

/** Throws ApiError. */
async function checkOne(resource: ResourceSummary, action: BulkAction | undefined): Promise<BulkResult> {
  const { reference, plural } = resource;
  const params = resourceParameters({ ...reference, plural });
  const { file, entry } = await callRoute(`GET ${RESOURCE_PATH}/file`, { params });
  if (!file) return { state: "refused", reason: messages.notInGit };
  const { name, namespace } = reference;
  const about = {
    ...(entry ? { entry: entry.id } : { object: reference }),
    ...{ name, ...(namespace && { namespace }), base: file.blob },
  };
  const input = action && describeInput(about, file.content, action);
  if (!input) return { state: "refused", reason: file.withheld ?? messages.unreadable };
  const preview = await callRoute("POST /api/v1/requests/preview", { body: input });
  const request = { input, preview, key: createKey() };
  const [problem] = [
    ...preview.validation.errors.map(({ message }) => message),
    ...preview.findings.filter(({ blocks }) => blocks).map(({ message }) => message),
  ];
  if (!preview.validation.ok || problem !== undefined)
    return { state: "refused", reason: problem ?? preview.validation.server.reason ?? messages.unreadable };
  return { state: preview.diff === "" ? "unchanged" : "ready", request };
}

type About = Pick<RequestInput, "entry" | "object" | "name" | "namespace" | "base">;

/** Undefined where the file cannot be changed. */
function describeInput(
  about: About,
  content: string | undefined,
  action: BulkAction,
): RequestInput | undefined {
  if (action.kind === "remove") return { ...about, operation: "delete" };
  const read = content === undefined ? undefined : readYaml(content);
  if (content === undefined || !read?.ok || !isRecord(read.value)) return undefined;
  const manifest = editYaml(content, writePointer(read.value, action.pointer, action.value));
  return { ...about, operation: "update", manifest };
}

function describeOpened(submitted: SubmittedRequest): BulkResult {
  return { state: "opened", submitted };
}

function describeFailure(error: ApiError): BulkResult {
  if (isOutcomeUnknown(error)) return { state: "unknown", reason: messages.lookInRequests };
  return { state: "failed", reason: error.errors[0]?.message ?? error.detail };
}

function describeRefusal(error: Error): BulkResult {
  const reason = error instanceof ApiError ? (error.errors[0]?.message ?? error.detail) : messages.unreadable;
  return { state: "refused", reason };
}
