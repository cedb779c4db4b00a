"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { ApiError } from "#components/data/api-error";
import { LiveProvider } from "#components/data/live";
import { checkSignIn, setSignInNeeded } from "#components/data/sign-in-state";

const WORTH_A_RETRY = new Set([
  "network",
  "internal",
  "cluster-unavailable",
  "git-unavailable",
  "sign-in-unavailable",
  "outcome-unknown",
  "too-many-requests",
]);

function noticeError(error: Error): void {
  if (error instanceof ApiError && error.code === "unauthenticated") setSignInNeeded(true);
}

/** A refusal is final; only what may pass by itself is tried again, four times in about 8 s. */
export function isWorthRetry(failures: number, error: Error): boolean {
  return error instanceof ApiError && WORTH_A_RETRY.has(error.code) && failures < 4;
}

/** Milliseconds until a call is tried again: as long as the portal says, else twice as long each time. */
export function findRetryDelay(failures: number, error: Error): number {
  const seconds = error instanceof ApiError ? error.retryAfter : undefined;
  return seconds === undefined ? Math.min(500 * 2 ** failures, 5_000) : Math.min(seconds, 60) * 1_000;
}

/** For a call that may be sent again: nothing was done for one that came too soon. */
export function isTooSoon(failures: number, error: Error): boolean {
  return error instanceof ApiError && error.code === "too-many-requests" && failures < 4;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: noticeError, onSuccess: () => void checkSignIn() }),
    mutationCache: new MutationCache({ onError: noticeError }),
    defaultOptions: {
      queries: {
        retry: isWorthRetry,
        retryDelay: findRetryDelay,
        // The stream says when data is old; this only spares a second reading of what the page came with.
        staleTime: 5_000,
        refetchOnWindowFocus: false,
        // A portal on loopback is in reach of a laptop that is offline.
        networkMode: "always",
      },
      mutations: { networkMode: "always", retryDelay: findRetryDelay },
    },
  });
}

/** The query client and the event stream for everything below. */
export function DataProviders({ children }: { children: ReactNode }) {
  const [client] = useState(createQueryClient);
  useEffect(() => {
    // Someone who signed in again elsewhere comes back to this tab: take up where it stopped.
    const retry = async () => {
      if (document.visibilityState !== "visible") return;
      if (await checkSignIn()) await client.invalidateQueries();
    };
    window.addEventListener("focus", retry);
    document.addEventListener("visibilitychange", retry);
    return () => {
      window.removeEventListener("focus", retry);
      document.removeEventListener("visibilitychange", retry);
    };
  }, [client]);
  return (
    <QueryClientProvider client={client}>
      <LiveProvider>{children}</LiveProvider>
    </QueryClientProvider>
  );
}
