// @vitest-environment jsdom
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createQueryClient } from "#components/data/providers";
import { ResourcePage } from "#components/resources/resource-page";
import { Routed } from "#components/testing/routed";
import { TooltipProvider } from "#components/ui/tooltip";
import type { FileInGit } from "#lib/api/types";

const place = { cluster: "local", group: "demo.dev", version: "v1", namespace: "team-a", name: "shop" };
const PATH = "local/demo.dev/v1/apps/team-a/shop";
const ABSENT = {
  ...{ type: "about:blank", title: "Not found", status: 404, code: "not-found" },
  ...{ detail: "There is no App team-a/shop in local.", suggestion: "It was removed." },
};

/** The page of an object that the cluster does not have, with its file in Git. */
function show(file: FileInGit | undefined): void {
  vi.stubGlobal("fetch", async (url: string) => {
    if (url.endsWith(`${PATH}/file`))
      return Response.json({ reference: { ...place, kind: "App" }, plural: "apps", file, requests: [] });
    if (url.endsWith("/status")) return Response.json({ clusters: [], git: { ok: true } });
    return url.endsWith(PATH) ? Response.json(ABSENT, { status: 404 }) : Response.json({});
  });
  render(
    <QueryClientProvider client={createQueryClient()}>
      <NuqsTestingAdapter>
        <Routed>
          <TooltipProvider>
            <ResourcePage address={{ ...place, plural: "apps" }} />
          </TooltipProvider>
        </Routed>
      </NuqsTestingAdapter>
    </QueryClientProvider>,
  );
}

describe("page of an object that is not in the cluster", () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("names its file in Git, and links to the form and the removal", async () => {
    show({ path: "apps/shop.yaml", blob: "b1", content: "kind: App", version: "v1" });
    const link = await screen.findByRole("link", { name: "Change" });
    expect(link.getAttribute("href")).toBe(`/resources/${PATH}/change`);
    expect(screen.getByRole("alert").textContent).toContain(
      "The file apps/shop.yaml in Git describes this resource.",
    );
    expect(screen.getByRole("button", { name: "More actions" })).toBeTruthy();
  });

  it("reports a missing object without a file in Git", async () => {
    show(undefined);
    expect((await screen.findByRole("alert")).textContent).toContain("It was removed.");
    expect(screen.queryByRole("link", { name: "Change" })).toBeNull();
  });
});
