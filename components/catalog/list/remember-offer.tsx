"use client";

import { useEffect } from "react";
import { addRecentOffer, RECENT_COOKIE } from "#components/catalog/list/used-offers";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Notes in this browser that the person opened the offer; undefined while it loads. */
export function useRememberOffer(id: string | undefined): void {
  useEffect(() => {
    if (id === undefined) return;
    const [, before] = new RegExp(`(?:^|; )${RECENT_COOKIE}=([^;]*)`).exec(document.cookie) ?? [];
    const secure = window.location.protocol === "https:" ? "; Secure" : "";
    // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the Cookie Store API
    document.cookie = `${RECENT_COOKIE}=${addRecentOffer(before, id)}; Path=/catalog; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`;
  }, [id]);
}
