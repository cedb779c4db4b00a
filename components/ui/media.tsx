"use client";

import { useSyncExternalStore } from "react";

/**
 * Whether the window is as the media query says. The server cannot know: it takes `guess`, and what must not be seen by
 * the others is hidden by CSS as well.
 */
export function useMedia(query: string, guess: boolean): boolean {
  return useSyncExternalStore(
    (tell) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", tell);
      return () => media.removeEventListener("change", tell);
    },
    () => window.matchMedia(query).matches,
    () => guess,
  );
}
