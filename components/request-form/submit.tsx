"use client";

import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { postApi } from "#components/data/api";
import type { ApiError } from "#components/data/api-error";
import { queryKeys } from "#components/data/topics";
import type { RequestInput, SubmittedRequest } from "#lib/request/types";

export interface Submission {
  input: RequestInput;
  /** Idempotency-Key, kept with the draft: also after a reload the same draft opens one pull request. */
  key: string;
}

/** Opens the pull request. */
export function useOpenPullRequest(): UseMutationResult<SubmittedRequest, ApiError, Submission> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ input, key }) => postApi<SubmittedRequest>("requests", input, { "idempotency-key": key }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.requests }),
  });
}
