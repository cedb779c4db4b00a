// @vitest-environment jsdom
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createQueryClient } from "#components/data/providers";
import { DryRuns } from "#components/resources/dry-runs";
import { TooltipProvider } from "#components/ui/tooltip";
import type { DryRunSummary } from "#lib/api/types";

const address = {
  ...{ cluster: "local", group: "demo.dev", version: "v1", plural: "apps" },
  ...{ namespace: "team-a", name: "shop" },
};
const dryRun: DryRunSummary = {
  name: "try",
  createdAt: "2026-11-20T10:00:00Z",
  health: { state: "Failed", message: "no quota" },
  components: [{ promise: "db", request: "orders", phase: "Failed", message: "no class" }],
  summary: "## Added: `a.yaml`",
};

function show(entry: string | undefined, of = address) {
  const asked = vi.fn(async () => Response.json({ dryRuns: [dryRun] }));
  vi.stubGlobal("fetch", asked);
  render(
    <QueryClientProvider client={createQueryClient()}>
      <TooltipProvider>
        <DryRuns address={of} entry={entry} />
      </TooltipProvider>
    </QueryClientProvider>,
  );
  return asked;
}

describe("DryRuns", () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("shows the state, the reason, the components and the summary of a dry run", async () => {
    show("promise.local.apps");
    expect(await screen.findByText("no quota")).toBeTruthy();
    expect(screen.getByText("db orders: Failed. no class")).toBeTruthy();
    expect(screen.getByText("a.yaml")).toBeTruthy();
  });

  it("shows the dry run on its own page", async () => {
    show(undefined, { ...address, group: "platform.kratix.io", plural: "dryruns", name: "try" });
    expect(await screen.findByText("try")).toBeTruthy();
  });

  it.each(["xrd.local.apps", undefined])("reads nothing for a resource without a Promise: %s", (entry) => {
    expect(show(entry)).not.toHaveBeenCalled();
  });
});
