// @vitest-environment jsdom
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createQueryClient } from "#components/data/providers";
import { RequestTimeline } from "#components/requests/request-timeline";
import { TooltipProvider } from "#components/ui/tooltip";
import type { PortalRequestDetail, TimelineStep } from "#lib/request/types";

const at = "2026-11-20T10:00:00Z";
const no = { allowed: false, reason: "It is merged already." };
const place = { cluster: "local", namespace: "team-a" };
const failed: TimelineStep = {
  key: "synced",
  label: "Synced",
  status: "failed",
  actor: "Argo CD",
  message: "data is wrong",
  details: "one or more objects failed to apply, reason: data is wrong",
};

function show(step: TimelineStep, refresh: PortalRequestDetail["may"]["refresh"]) {
  const request: PortalRequestDetail = {
    id: "requests-1",
    operation: "create",
    title: "App shop",
    object: { ...place, group: "demo.dev", version: "v1", kind: "App", plural: "apps", name: "shop" },
    author: { id: "ana", name: "Ana" },
    createdAt: at,
    updatedAt: at,
    path: "team-a/shop.yaml",
    branch: "request/shop",
    pullRequest: { provider: "local", number: 1, url: "/requests.git", state: "merged" },
    health: { state: "Failed", message: "data is wrong" },
    timeline: [step, { key: "exists", label: "Created", status: "pending" }],
    manifest: "",
    diff: "",
    changes: [],
    reviews: [],
    may: { approve: no, merge: no, close: no, ...(refresh ? { refresh } : {}) },
  };
  render(
    <QueryClientProvider client={createQueryClient()}>
      <TooltipProvider>
        <RequestTimeline request={request} />
      </TooltipProvider>
    </QueryClientProvider>,
  );
  const [synced, created] = screen.getAllByRole("listitem");
  if (!synced || !created) throw new Error("Steps are missing.");
  return { synced, created };
}

describe("RequestTimeline", () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("has all that the agent says behind a fold, at its own step", () => {
    const { synced, created } = show(failed, undefined);
    expect(within(synced).getByText(failed.details ?? "")).toBeTruthy();
    expect(within(synced).queryByRole("button")).toBeNull();
    expect(within(created).queryByText("Details")).toBeNull();
  });

  it("offers to ask the agent at its step, and tells of it there", async () => {
    const fetch = vi.fn(async () => Response.json({ id: "requests-1" }));
    vi.stubGlobal("fetch", fetch);
    const { synced, created } = show(failed, {
      agent: "Argo CD",
      allowed: true,
      reason: "",
      underWay: false,
    });
    expect(within(created).queryByRole("button")).toBeNull();
    await userEvent.click(within(synced).getByRole("button", { name: "Ask Argo CD to look now" }));
    expect(await within(synced).findByText("Argo CD was asked. What it finds shows here.")).toBeTruthy();
    expect(fetch).toHaveBeenCalledWith(
      "/api/v1/requests/requests-1/refresh",
      expect.objectContaining({ method: "POST" }),
    );
  });
});
