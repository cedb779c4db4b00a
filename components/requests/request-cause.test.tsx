// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { RequestCause } from "#components/requests/request-cause";
import { makeRequest, NO_RIGHTS } from "#components/requests/request-fixture";
import { TooltipProvider } from "#components/ui/tooltip";
import type { PortalRequestDetail } from "#lib/request/types";

const at = "2026-11-20T10:00:00Z";
const place = { cluster: "local", namespace: "team-a" };
const yes = { allowed: true, reason: "" };

function show(over: Partial<PortalRequestDetail>) {
  render(
    <TooltipProvider>
      <RequestCause request={makeRequest(over)} />
    </TooltipProvider>,
  );
}

describe("RequestCause", () => {
  afterEach(cleanup);

  it("names the part that is the cause and links to it in the graph", () => {
    show({
      cause: {
        reference: { ...place, group: "apps", version: "v1", kind: "Deployment", name: "shop" },
        plural: "deployments",
        health: { state: "Failed", since: at, message: "Image not found." },
      },
    });
    expect(screen.getByRole("alert").textContent).toContain("Image not found.");
    expect(screen.getByRole("alert").textContent).toContain("correct it in team-a/shop.yaml");
    const link = screen.getByRole("link", { name: "Deployment shop" }).getAttribute("href");
    expect(link).toBe(
      "/resources/local/demo.dev/v1/apps/team-a/shop?view=graph&node=local%2Fapps%2FDeployment%2Fteam-a%2Fshop",
    );
  });

  it("shows a long chain of errors in full", () => {
    const message = `Back-off pulling image "${"shop/".repeat(9)}": ErrImagePull: ${"not found; ".repeat(20)}`;
    show({ health: { state: "Failed", message } });
    expect(screen.getByRole("alert").textContent).toBe(message);
  });

  it("shows the next step when the agent failed to apply the file", () => {
    const next = "Correct it in team-a/shop.yaml by another request.";
    const message = "spec.replicas: must not be negative";
    show({
      health: { state: "Failed", message },
      timeline: [{ key: "synced", label: "Synced", status: "failed", message, next }],
    });
    expect(screen.getByRole("alert").textContent).toBe(`${message}${next}`);
  });

  it("shows the object's own message without a cause in the parts", () => {
    show({});
    expect(screen.getByRole("alert").textContent).toContain("Deployment shop: Image not found.");
    expect(screen.queryByRole("link")).toBeNull();
  });

  it.each<[string, PortalRequestDetail["may"], string]>([
    ["to a person who may merge it", { ...NO_RIGHTS, merge: yes }, "waits for you to merge"],
    ["to a person who may approve it", { ...NO_RIGHTS, approve: yes }, "waits for your approval"],
    ["to every other person", NO_RIGHTS, "You don't need to do anything"],
  ])("shows the next step of an open request %s", (_reason, may, expected) => {
    show({
      may,
      health: { state: "HeldForApproval" },
      pullRequest: { provider: "local", number: 1, url: "", state: "open" },
    });
    expect(document.body.textContent).toContain(expected);
  });

  const [bo, cy] = ["Bo", "Cy"].map((name) => ({ id: name.toLowerCase(), name }));
  it.each<[string, [typeof bo, PortalRequestDetail["reviews"][number]["verdict"]][], string]>([
    ["names the person who requested changes", [[bo, "changes-requested"]], "Bo requested changes"],
    [
      "stays after a comment",
      [
        [bo, "changes-requested"],
        [bo, "commented"],
      ],
      "Bo requested changes",
    ],
    [
      "ends with the approval of that person",
      [
        [bo, "changes-requested"],
        [bo, "approved"],
      ],
      "need to do anything",
    ],
    [
      "stays after the approval of another",
      [
        [bo, "changes-requested"],
        [cy, "approved"],
      ],
      "Bo requested changes",
    ],
  ])("%s", (_why, given, expected) => {
    show({
      may: NO_RIGHTS,
      health: { state: "HeldForApproval" },
      pullRequest: { provider: "local", number: 1, url: "", state: "open" },
      reviews: given.flatMap(([actor, verdict]) => (actor ? { actor, verdict, at } : [])),
    });
    expect(document.body.textContent).toContain(expected);
  });
});
