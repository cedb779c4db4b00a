"use client";

import { useSyncExternalStore } from "react";
import { callRoute } from "#components/data/api";

let needed = false;
const listeners = new Set<() => void>();

/** Called by the query client when an answer was 401. */
export function setSignInNeeded(value: boolean): void {
  if (value === needed) return;
  needed = value;
  for (const listener of listeners) listener();
}

export function isSignInNeeded(): boolean {
  return needed;
}

/**
 * Asks whether the person has signed in again, where that was needed: true when they just have. An answer to another
 * question does not tell, as it may have been asked before the session ended.
 */
export async function checkSignIn(): Promise<boolean> {
  if (!needed) return false;
  const isBack = await callRoute("GET /api/v1/me").then(
    () => true,
    () => false,
  );
  if (isBack) setSignInNeeded(false);
  return isBack;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * True once the session has ended. The page keeps everything on it; ask the person to sign in again in another
 * tab or window: when they come back, it is asked for anew and this turns false.
 */
export function useSignInNeeded(): boolean {
  return useSyncExternalStore(subscribe, isSignInNeeded, () => false);
}
