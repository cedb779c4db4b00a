"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/** False on the server and in the first frame of its page: what only this browser knows (its time zone, its theme) is
 * not shown before, or the two frames would differ. */
export function useInBrowser(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
