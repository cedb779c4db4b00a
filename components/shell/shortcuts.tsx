"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { Destination } from "#components/shell/destinations";
import { usePreferences } from "#components/shell/preferences";

/** How long the second key of `g c` may take. */
const SEQUENCE_MS = 1000;

/** The field that `/` focuses carries this attribute. */
export const FIND_FIELD = "data-find-field";

export interface ShortcutActions {
  openPalette: () => void;
  openHelp: () => void;
}

/**
 * Keys of the whole portal, and `g` with a letter for each destination. Single keys rest while a person
 * types, and can be switched off (WCAG 2.1.4).
 */
export function useShortcuts(
  { openPalette, openHelp }: ShortcutActions,
  destinations: readonly Destination[],
): void {
  const router = useRouter();
  const { singleKeys } = usePreferences();
  const leader = useRef(0);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (isPaletteKey(event)) {
        event.preventDefault();
        openPalette();
        return;
      }
      if (!singleKeys || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      const follows = Date.now() - leader.current < SEQUENCE_MS;
      leader.current = event.key === "g" ? Date.now() : 0;
      const place = follows && destinations.find(({ key }) => key === event.key);
      if (place) router.push(place.href);
      else if (event.key === "?") openHelp();
      else if (event.key !== "/" || !focusFindField()) return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [router, singleKeys, destinations, openPalette, openHelp]);
}

function isPaletteKey(event: KeyboardEvent): boolean {
  return (
    event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest("input, textarea, select, [role=dialog], [role=menu], [role=listbox]") !== null)
  );
}

function focusFindField(): boolean {
  const field = document.querySelector<HTMLElement>(`[${FIND_FIELD}]`);
  field?.focus();
  return field !== null;
}

const never = () => () => undefined;

/** "⌘K" on Apple's keyboards, "Ctrl K" on others. */
export function usePaletteKeys(): string {
  return useSyncExternalStore(
    never,
    () => (/Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘K" : "Ctrl K"),
    () => "Ctrl K",
  );
}
