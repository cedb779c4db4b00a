/** For tests: a merged request that failed. */
import type { PortalRequestDetail } from "#lib/request/types";

const AT = "2026-11-20T10:00:00Z";
const NO = { allowed: false, reason: "It is merged already." };

export const NO_RIGHTS: PortalRequestDetail["may"] = { approve: NO, merge: NO, close: NO, amend: NO };

export function makeRequest(over: Partial<PortalRequestDetail>): PortalRequestDetail {
  const place = { cluster: "local", namespace: "team-a" };
  return {
    id: "requests-1",
    operation: "create",
    title: "App shop",
    object: { ...place, group: "demo.dev", version: "v1", kind: "App", plural: "apps", name: "shop" },
    author: { id: "ana", name: "Ana" },
    createdAt: AT,
    updatedAt: AT,
    path: "team-a/shop.yaml",
    branch: "request/shop",
    pullRequest: { provider: "local", number: 1, url: "/requests.git", state: "merged" },
    health: { state: "Failed", message: "Deployment shop: Image not found." },
    timeline: [],
    commit: "c".repeat(40),
    manifest: "",
    diff: "",
    changes: [],
    drift: [],
    noSecrets: [],
    secrets: [],
    findings: [],
    reviews: [],
    may: NO_RIGHTS,
    ...over,
  };
}
