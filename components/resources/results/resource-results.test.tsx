// @vitest-environment jsdom
import { cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { ResourceResults } from "#components/resources/results/resource-results";
import { TooltipProvider } from "#components/ui/tooltip";
import type { ResourceDetail, ResourceResult } from "#lib/api/types";

const reference = {
  ...{ cluster: "local", group: "demo.dev", version: "v1", kind: "Shop" },
  ...{ namespace: "team-a", name: "checkout" },
};

const database: ResourceResult = {
  ...{ reference: { ...reference, kind: "Database", name: "checkout-db" }, plural: "databases" },
  ...{ health: { state: "Working" }, createdAt: "", outputs: [{ name: "host", value: "db.example.com" }] },
  offer: { title: "PostgreSQL", icon: "database" },
};

function show(results: ResourceResult[]) {
  const resource: ResourceDetail = {
    ...{ reference, plural: "shops", health: { state: "Ready" }, yaml: "", owners: [], results },
    ...{ conditions: [], requests: [], parts: [], problems: [] },
    object: {
      ...{ apiVersion: "demo.dev/v1", kind: "Shop" },
      metadata: { name: "checkout", uid: "1", resourceVersion: "1", creationTimestamp: "" },
    },
  };
  render(
    <TooltipProvider>
      <ResourceResults resource={resource} />
    </TooltipProvider>,
  );
}

describe("ResourceResults", () => {
  afterEach(cleanup);

  it("shows each result in the words of its offer, with its state and outputs", () => {
    show([database]);
    const [row] = within(screen.getByRole("list", { name: "Results" })).getAllByRole("listitem");
    expect(row?.textContent).toContain("PostgreSQL");
    expect(row?.textContent).toContain("Working");
    expect(screen.getByText("host").nextElementSibling?.textContent).toContain("db.example.com");
    expect(screen.getByRole("button", { name: "Copy host" })).toBeTruthy();
    expect(screen.getByRole("link", { name: "checkout-db" }).getAttribute("href")).toBe(
      "/resources/local/demo.dev/v1/databases/team-a/checkout-db",
    );
  });

  it("has no link from the resource to itself", () => {
    show([{ ...database, reference, plural: "shops" }]);
    expect(screen.getByText("This resource")).toBeTruthy();
    expect(screen.queryByRole("link")).toBeNull();
  });

  it("is absent without results", () => {
    show([]);
    expect(screen.queryByRole("list")).toBeNull();
  });
});
