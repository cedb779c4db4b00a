"use client";

import { useSyncExternalStore } from "react";

/** The settings of a person in this browser. Cookies, because the server draws the first frame with them. */
export interface Preferences {
  density: "comfortable" | "compact";
  /** Single keys such as `g c` and `?`. */
  singleKeys: boolean;
}

/** The root layout reads it too, so that the first frame has the right sizes. */
const DENSITY_COOKIE = "vitrine-density";
const KEYS_COOKIE = "vitrine-single-keys";
const YEAR = 365 * 24 * 60 * 60;
const usual: Preferences = { density: "comfortable", singleKeys: true };

/** Preferences from a cookie header or `document.cookie`; the default where a cookie is absent or invalid. */
export function readPreferences(cookies: string): Preferences {
  const pairs = cookies.split("; ");
  return {
    density: pairs.includes(`${DENSITY_COOKIE}=compact`) ? "compact" : "comfortable",
    singleKeys: !pairs.includes(`${KEYS_COOKIE}=off`),
  };
}

let current: Preferences | undefined;
const listeners = new Set<() => void>();

function preferences(): Preferences {
  current ??= readPreferences(document.cookie);
  return current;
}

/** Changes preferences at once, on the whole page. */
export function setPreferences(change: Partial<Preferences>): void {
  current = { ...preferences(), ...change };
  const write = (name: string, value: string) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
    document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
  };
  write(DENSITY_COOKIE, current.density);
  write(KEYS_COOKIE, current.singleKeys ? "on" : "off");
  document.documentElement.dataset.density = current.density;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences, () => usual);
}
