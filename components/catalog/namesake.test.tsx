// @vitest-environment jsdom
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OfferPage } from "#components/catalog/offer-page";
import { createQueryClient } from "#components/data/providers";
import { RequestFormPage } from "#components/request-form/request-form-page";
import { preparePage } from "#components/request-form/testing/page-fixture";
import { ApprovalPage } from "#components/requests/approval-page";
import { makeRequest } from "#components/requests/request-fixture";
import { RequestPage } from "#components/requests/request-page";
import { ResourcePage } from "#components/resources/resource-page";
import { Routed } from "#components/testing/routed";
import { TooltipProvider } from "#components/ui/tooltip";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import { convertSchema } from "#lib/form/convert/convert";

const form = convertSchema({ type: "object" }, { kind: "CronJob" });
const GROUP = "batch.demo.dev";

function makeOffer(group: string): CatalogEntryDetail {
  return {
    ...{ id: `crd.local.cronjobs.${group}`, source: "crd", cluster: "local", group, version: "v1" },
    ...{ kind: "CronJob", plural: "cronjobs", scope: "Namespaced", title: "Cron job", description: "" },
    ...{ icon: "box", owner: "Batch team", tags: [], requestable: true, reason: "", warnings: [] },
    ...{ versions: [], form },
  };
}

const offer = makeOffer(GROUP);
const { id, title, icon } = offer;
const entry = { id, title, icon };
const LIVE = { state: "live", asOf: "2026-11-20T10:00:00Z" };
const address = {
  ...{ cluster: "local", group: GROUP, version: "v1", plural: "cronjobs" },
  ...{ namespace: "team-a", name: "nightly" },
};
const { plural, ...place } = address;
const resource = {
  ...{ reference: { ...place, kind: "CronJob" }, plural, entry, health: { state: "Ready" }, yaml: "" },
  object: { apiVersion: `${GROUP}/v1`, kind: "CronJob", metadata: { name: "nightly" } },
  ...{ conditions: [], requests: [], parts: [], problems: [], owners: [], results: [] },
};
const request = makeRequest({ entry, object: { ...place, kind: "CronJob", plural } });

/** Serves the offer with its object and its request, in a catalog with `other` beside it. */
function serve(other: CatalogEntryDetail, clusters: readonly string[] = ["local"]): void {
  const routes: Record<string, unknown> = {
    me: { user: "ana", name: "Ana", email: "", groups: [], via: "demo" },
    catalog: { entries: [offer, other], synced: true },
    [`catalog/${id}`]: offer,
    [`resources/local/${GROUP}/v1/cronjobs/team-a/nightly`]: resource,
    resources: { resources: [], errors: [] },
    [`requests/${request.id}`]: request,
    status: { clusters: clusters.map((name) => ({ name, freshness: LIVE })), git: { ok: true } },
  };
  vi.stubGlobal(
    "fetch",
    vi.fn(async (url: string) =>
      Response.json(routes[url.replace("/api/v1/", "").split("?")[0] ?? ""] ?? {}),
    ),
  );
}

const pages: [page: string, element: ReactNode][] = [
  ["offer page", <OfferPage key="page" id={id} />],
  ["request form", <RequestFormPage key="page" id={id} />],
  ["resource page", <ResourcePage key="page" address={address} />],
  ["request page", <RequestPage key="page" id={request.id} />],
  ["approval page", <ApprovalPage key="page" id={request.id} />],
];

function show(page: ReactNode): void {
  render(
    <QueryClientProvider client={createQueryClient()}>
      <NuqsTestingAdapter>
        <Routed>
          <TooltipProvider>{page}</TooltipProvider>
        </Routed>
      </NuqsTestingAdapter>
    </QueryClientProvider>,
  );
}

/** Resolves to the facts in the page's head. */
async function head(): Promise<HTMLElement> {
  const title = await screen.findByRole("heading", { level: 1, name: /job|nightly/ });
  const status = title.closest("header")?.querySelector<HTMLElement>("[role=status]");
  if (!status) throw new Error("The page has no head.");
  return status;
}

describe("page header of an offer", () => {
  beforeEach(() => {
    preparePage();
    const media = { matches: false, addEventListener: () => undefined, removeEventListener: () => undefined };
    vi.stubGlobal("matchMedia", () => media);
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it.each(pages)("shows the API group when another offer has the same title: %s", async (_page, page) => {
    serve(makeOffer("jobs.demo.dev"));
    show(page);
    const facts = await head();
    // The group comes first, because a narrow page cuts the end of the line. Only the state precedes it.
    await waitFor(() => expect(facts.textContent).toMatch(/^(Ready·|Failed·)?batch\.demo\.dev/));
  });

  it.each(pages)("shows no API group when the title is unique: %s", async (_page, page) => {
    serve({ ...makeOffer("jobs.demo.dev"), title: "Job" });
    show(page);
    const facts = await head();
    await waitFor(() => expect(fetch).toHaveBeenCalledWith("/api/v1/catalog", expect.anything()));
    expect(facts.textContent).not.toContain(GROUP);
  });

  const ofObjects = pages.filter(([page]) => /request page|approval page|resource page/.test(page));
  it.each(ofObjects)("names the cluster where the portal has several: %s", async (_page, page) => {
    serve({ ...makeOffer("jobs.demo.dev"), title: "Job" }, ["local", "west"]);
    show(page);
    const facts = await head();
    await waitFor(() => expect(facts.textContent).toMatch(/^(Ready·|Failed·)?local·/));
  });

  it.each(ofObjects)("names no cluster where the portal has one: %s", async (_page, page) => {
    serve({ ...makeOffer("jobs.demo.dev"), title: "Job" });
    show(page);
    const facts = await head();
    await waitFor(() => expect(fetch).toHaveBeenCalledWith("/api/v1/status", expect.anything()));
    expect(facts.textContent).not.toMatch(/\blocal\b/);
  });
});
