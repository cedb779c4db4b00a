// @vitest-environment jsdom
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createQueryClient } from "#components/data/providers";
import { SyncStatus } from "#components/resources/sync-status";
import { TooltipProvider } from "#components/ui/tooltip";
import type { ResourceSync } from "#lib/api/types";

const address = {
  ...{ cluster: "local", group: "demo.dev", version: "v1", plural: "apps" },
  ...{ namespace: "team-a", name: "shop" },
};
const source = {
  ...{ cluster: "local", group: "argoproj.io", version: "v1alpha1", kind: "Application" },
  ...{ plural: "applications", namespace: "argocd", name: "requests", readable: false },
};
const may = { agent: "Argo CD", allowed: true, reason: "", underWay: false };

function show(sync: ResourceSync) {
  return render(
    <QueryClientProvider client={createQueryClient()}>
      <TooltipProvider>
        <SyncStatus sync={sync} address={address} />
      </TooltipProvider>
    </QueryClientProvider>,
  );
}

const ask = () => screen.queryByRole("button", { name: "Ask Argo CD to check Git" });

describe("SyncStatus", () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("is a single row without an alert or a button when the resource is synced", () => {
    show({ state: "in-step", agent: "Argo CD", source });
    expect(screen.getByRole("region", { name: "Git" }).textContent).toBe("Argo CD Synced with Git");
    expect(screen.queryByRole("alert")).toBeNull();
    expect(ask()).toBeNull();
  });

  it("links to the Application only for a person who may read it, and shows its name behind ⓘ to everyone", () => {
    const { rerender: _, unmount } = show({ state: "in-step", agent: "Argo CD", source });
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.getByRole("button", { name: "Kubernetes name of Application requests" })).toBeTruthy();
    unmount();
    show({ state: "in-step", agent: "Argo CD", source: { ...source, readable: true } });
    expect(screen.getByRole("link", { name: "Application requests" }).getAttribute("href")).toBe(
      "/resources/local/argoproj.io/v1alpha1/applications/argocd/requests",
    );
  });

  it.each<[string, ResourceSync, string, string]>([
    [
      "a failure with its full message in a fold",
      {
        state: "failed",
        agent: "Argo CD",
        message: "data is wrong",
        next: "Correct it.",
        details: "reason: data is wrong",
      },
      "data is wrong",
      "Correct it.",
    ],
    [
      "a resource that differs",
      { state: "differs", agent: "Argo CD", message: "It was changed.", next: "Request it." },
      "It was changed.",
      "Request it.",
    ],
    [
      "a resource without a file",
      { state: "kept", agent: "Flux", message: "Its file is gone.", next: "Ask for removal." },
      "Its file is gone.",
      "Ask for removal.",
    ],
  ])("shows the message and the next step of %s", (_reason, sync, message, next) => {
    show(sync);
    expect(screen.getByText(message)).toBeTruthy();
    expect(screen.getByText(next)).toBeTruthy();
    expect(screen.queryByRole("alert") !== null).toBe(sync.state === "failed");
    expect(screen.queryByText("Full message from Argo CD") !== null).toBe(sync.details !== undefined);
  });

  it("refreshes the agent, and shows that it was asked", async () => {
    const sync: ResourceSync = { state: "waiting", agent: "Argo CD", refresh: may };
    const fetch = vi.fn(async () => Response.json({}));
    vi.stubGlobal("fetch", fetch);
    show(sync);
    await userEvent.click(screen.getByRole("button", { name: "Ask Argo CD to check Git" }));
    expect(
      await screen.findByText("The portal asked Argo CD to check Git. This page shows the result."),
    ).toBeTruthy();
    expect(fetch).toHaveBeenCalledWith(
      "/api/v1/resources/local/demo.dev/v1/apps/team-a/shop/refresh",
      expect.objectContaining({ method: "POST" }),
    );
  });

  it("shows the reason of a refusal beside the button", async () => {
    const problem = {
      code: "forbidden",
      detail: "The portal itself may not ask.",
      suggestion: "Ask the platform team.",
    };
    vi.stubGlobal("fetch", async () => Response.json(problem, { status: 403 }));
    show({ state: "waiting", agent: "Argo CD", refresh: may });
    await userEvent.click(screen.getByRole("button", { name: "Ask Argo CD to check Git" }));
    expect((await screen.findByRole("alert")).textContent).toBe(
      "The portal itself may not ask. Ask the platform team.",
    );
  });

  it("shows no button while a refresh is under way, or without permission", () => {
    const reason = "Argo CD was asked to look and has not answered yet.";
    const { unmount } = show({
      state: "waiting",
      agent: "Argo CD",
      refresh: { ...may, allowed: false, underWay: true, reason },
    });
    expect(screen.getByRole("status").textContent).toBe(reason);
    expect(ask()).toBeNull();
    unmount();
    show({ state: "waiting", agent: "Argo CD", refresh: { ...may, allowed: false, reason: "You may not." } });
    expect(ask()).toBeNull();
    expect(screen.queryByText("You may not.")).toBeNull();
  });
});
