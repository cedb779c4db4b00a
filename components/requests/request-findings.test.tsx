// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { moveHrefOf, RequestFindings } from "#components/requests/request-findings";
import { makeRequest } from "#components/requests/request-fixture";
import type { RequestFinding } from "#lib/request/types";

afterEach(cleanup);

const SHOP = {
  cluster: "local",
  group: "demo.dev",
  version: "v1",
  kind: "App",
  plural: "apps",
  name: "shop",
};
const RESOURCE = { ...SHOP, namespace: "team-a" };
const PAGE = "/resources/local/demo.dev/v1/apps/team-a/shop";
const words = { message: "It is so.", next: "Do this." };
const UNSERVED: RequestFinding = {
  ...{ ...words, kind: "version-not-served", blocks: true },
  move: { from: "v1", to: "v2", lost: ["Engine", "Storage › Class"] },
};

it.each<[reason: string, finding: RequestFinding, role: string, link: string | undefined, href: string]>([
  [
    "links a file to the change of its resource",
    { ...words, kind: "file-exists", blocks: true, resource: RESOURCE },
    "alert",
    "Change the resource",
    `${PAGE}/change`,
  ],
  [
    "links an object to its page",
    { ...words, kind: "object-exists", blocks: true, resource: RESOURCE },
    "alert",
    "Open the resource",
    PAGE,
  ],
  [
    "shows an object that the cluster is removing as a note",
    { ...words, kind: "object-removing", blocks: false, resource: RESOURCE },
    "status",
    "Open the resource",
    PAGE,
  ],
  [
    "links another request to its page",
    { ...words, kind: "request-open", blocks: false, request: "requests-7" },
    "status",
    "View request",
    "/requests/requests-7",
  ],
  ["links an unserved version to the form", UNSERVED, "alert", "Move to v2", "/form"],
  [
    "has no link for a file of a kind that the cluster does not serve",
    { ...words, kind: "file-exists", blocks: true, path: "a.yaml" },
    "alert",
    undefined,
    "",
  ],
])("RequestFindings %s", (_reason, finding, role, link, href) => {
  render(<RequestFindings findings={[finding]} moveHref="/form" />);
  expect(screen.getByRole(role).textContent).toContain("It is so.Do this.");
  const links = screen.queryAllByRole("link").map((one) => [one.textContent, one.getAttribute("href")]);
  expect(links).toEqual(link === undefined ? [] : [[link, href]]);
});

it("RequestFindings keeps the icon beside the message, and the button at the end or below", () => {
  render(<RequestFindings findings={[UNSERVED]} moveHref="/form" />);
  const item = screen.getByRole("listitem");
  const [icon, body] = item.children;
  expect(item.classList.contains("flex-wrap")).toBe(false);
  expect(icon?.tagName).toBe("svg");
  expect([...(body?.children ?? [])].map(({ textContent }) => textContent?.slice(0, 10))).toEqual([
    "It is so.D",
    "Move to v2",
  ]);
  expect(body?.firstElementChild?.className).toMatch(/(^| )grow /);
  expect(body?.firstElementChild?.className).not.toMatch(/(^| )max-w-/);
});

it("RequestFindings lists the fields that are lost with the version", () => {
  render(<RequestFindings findings={[UNSERVED]} />);
  expect(screen.getByRole("alert").textContent).toContain(
    "v2 does not have these fields: Engine, Storage › Class.",
  );
  expect(screen.queryByRole("link")).toBeNull();
});

const offer = { id: "crd.local.apps", title: "App", icon: "" };

it.each([
  ["the request form for a create request", "create", "/catalog/crd.local.apps/new?from=requests-1"],
  [
    "the change form in the new version for an update",
    "update",
    "/resources/local/demo.dev/v2/apps/team-a/shop/change?from=requests-1",
  ],
] as const)("moveHrefOf returns %s", (_what, operation, href) => {
  expect(moveHrefOf(makeRequest({ operation, entry: offer, findings: [UNSERVED] }))).toBe(href);
});

it("moveHrefOf returns nothing without an offer, or when the version is served", () => {
  expect(moveHrefOf(makeRequest({ findings: [UNSERVED] }))).toBeUndefined();
  expect(moveHrefOf(makeRequest({ entry: offer }))).toBeUndefined();
});
