"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { useMe, useRequests } from "#components/data/queries";
import { shellMessages } from "#components/shell/messages/frame";
import { showToast } from "#components/ui/state/toast";
import type { Me, RequestsResponse } from "#lib/api/types";
import type { PortalRequest } from "#lib/request/types";

/** The person's requests that are Ready now and were seen when they were not. */
export function findNewlyReady(
  before: RequestsResponse | undefined,
  now: RequestsResponse,
  me: Pick<Me, "user">,
): PortalRequest[] {
  const unready = new Set(
    before?.requests.filter(({ health }) => health.state !== "Ready").map(({ id }) => id),
  );
  return now.requests.filter(
    ({ id, author, health }) => author.id === me.user && health.state === "Ready" && unready.has(id),
  );
}

/** Shows a toast when a request becomes Ready while the person is on another page. The request stays in My requests. */
export function ReadyToasts() {
  const { data: me } = useMe();
  const { data } = useRequests();
  const path = usePathname();
  const before = useRef<RequestsResponse>(undefined);
  useEffect(() => {
    if (!me || !data) return;
    for (const { id, object } of findNewlyReady(before.current, data, me)) {
      const href = `/requests/${id}`;
      if (path !== href) showToast({ title: shellMessages.readyToast(object.name), href });
    }
    before.current = data;
  }, [me, data, path]);
  return null;
}
