// @vitest-environment jsdom
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createQueryClient } from "#components/data/providers";
import { makeRequest, NO_RIGHTS } from "#components/requests/request-fixture";
import { RequestTimeline } from "#components/requests/request-timeline";
import { TooltipProvider } from "#components/ui/tooltip";
import type { PortalRequestDetail, TimelineStep } from "#lib/request/types";

const failed: TimelineStep = {
  key: "synced",
  label: "Synced",
  status: "failed",
  actor: "Argo CD",
  message: "data is wrong",
  details: "one or more objects failed to apply, reason: data is wrong",
};

function show(step: TimelineStep, refresh: PortalRequestDetail["may"]["refresh"]) {
  const request = makeRequest({
    timeline: [step, { key: "exists", label: "Created", status: "pending" }],
    may: { ...NO_RIGHTS, ...(refresh ? { refresh } : {}) },
  });
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

  it("shows the agent's full message in a fold at the step of the agent", () => {
    const { synced, created } = show(failed, undefined);
    expect(within(synced).getByText(failed.details ?? "")).toBeTruthy();
    expect(within(synced).queryByRole("button")).toBeNull();
    expect(within(created).queryByText("Details")).toBeNull();
  });

  it("offers a refresh at the step of the agent, and shows its result there", async () => {
    const fetch = vi.fn(async () => Response.json({ id: "requests-1" }));
    vi.stubGlobal("fetch", fetch);
    const { synced, created } = show(failed, {
      agent: "Argo CD",
      allowed: true,
      reason: "",
      underWay: false,
    });
    expect(within(created).queryByRole("button")).toBeNull();
    await userEvent.click(within(synced).getByRole("button", { name: "Ask Argo CD to check Git" }));
    expect(
      await within(synced).findByText("The portal asked Argo CD to check Git. This page shows the result."),
    ).toBeTruthy();
    expect(fetch).toHaveBeenCalledWith(
      "/api/v1/requests/requests-1/refresh",
      expect.objectContaining({ method: "POST" }),
    );
  });
});
