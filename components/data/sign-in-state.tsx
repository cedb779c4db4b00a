"use client";

import { useSyncExternalStore } from "react";

let needed = false;
const listeners = new Set<() => void>();

/** Called by the query client: an answer was 401 (true), or an answer came as the person (false). */
export function setSignInNeeded(value: boolean): void {
  if (value === needed) return;
  needed = value;
  for (const listener of listeners) listener();
}

export function isSignInNeeded(): boolean {
  return needed;
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
