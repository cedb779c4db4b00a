"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { useRequests } from "#components/data/queries";
import { shellMessages } from "#components/shell/messages/frame";
import { showToast } from "#components/ui/state/toast";
import type { RequestsResponse } from "#lib/api/types";
import type { PortalRequest } from "#lib/request/types";

/** Of the person's requests, those that are Ready now and were seen when they were not. */
export function findNewlyReady(before: RequestsResponse | undefined, now: RequestsResponse): PortalRequest[] {
  const unready = new Set(
    before?.requests.filter(({ health }) => health.state !== "Ready").map(({ id }) => id),
  );
  return now.requests.filter(({ id, health }) => health.state === "Ready" && unready.has(id));
}

/** Older requests are done, or have waited so long that nobody waits for them. */
const RECENT = 20;

/** Shows a toast when a request becomes Ready while the person is on another page. The request stays in My requests. */
export function ReadyToasts() {
  const { data } = useRequests({ author: "@me", limit: RECENT });
  const path = usePathname();
  const before = useRef<RequestsResponse>(undefined);
  useEffect(() => {
    if (!data) return;
    for (const { id, object } of findNewlyReady(before.current, data)) {
      const href = `/requests/${id}`;
      if (path !== href) showToast({ title: shellMessages.readyToast(object.name), href });
    }
    before.current = data;
  }, [data, path]);
  return null;
}
