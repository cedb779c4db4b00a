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
    "a file leads to its change",
    { ...words, kind: "file-exists", blocks: true, resource: RESOURCE },
    "alert",
    "Change the resource",
    `${PAGE}/change`,
  ],
  [
    "an object leads to its page",
    { ...words, kind: "object-exists", blocks: true, resource: RESOURCE },
    "alert",
    "Open the resource",
    PAGE,
  ],
  [
    "an object that is removed is no obstacle",
    { ...words, kind: "object-removing", blocks: false, resource: RESOURCE },
    "status",
    "Open the resource",
    PAGE,
  ],
  [
    "another request has a page",
    { ...words, kind: "request-open", blocks: false, request: "requests-7" },
    "status",
    "View request",
    "/requests/requests-7",
  ],
  ["a version leads to the form", UNSERVED, "alert", "Move to v2", "/form"],
  [
    "a file of a kind that the cluster does not serve has no page",
    { ...words, kind: "file-exists", blocks: true, path: "a.yaml" },
    "alert",
    undefined,
    "",
  ],
])("a finding says what is so, and what to do: %s", (_reason, finding, role, link, href) => {
  render(<RequestFindings findings={[finding]} moveHref="/form" />);
  expect(screen.getByRole(role).textContent).toContain("It is so.Do this.");
  const links = screen.queryAllByRole("link").map((one) => [one.textContent, one.getAttribute("href")]);
  expect(links).toEqual(link === undefined ? [] : [[link, href]]);
});

it("keeps the icon of a finding beside its words, and its button at the end of the card or below the words", () => {
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

it("names the fields that are lost with the version", () => {
  render(<RequestFindings findings={[UNSERVED]} />);
  expect(screen.getByRole("alert").textContent).toContain(
    "v2 does not have these fields: Engine, Storage › Class.",
  );
  expect(screen.queryByRole("link")).toBeNull();
});

const offer = { id: "crd.local.apps", title: "App", icon: "" };

it.each([
  ["a new object", "create", "/catalog/crd.local.apps/new?from=requests-1"],
  [
    "a change, in the new version",
    "update",
    "/resources/local/demo.dev/v2/apps/team-a/shop/change?from=requests-1",
  ],
] as const)("the form that makes a request anew is that of %s", (_what, operation, href) => {
  expect(moveHrefOf(makeRequest({ operation, entry: offer, findings: [UNSERVED] }))).toBe(href);
});

it("there is no such form without an offer, and none where the version is served", () => {
  expect(moveHrefOf(makeRequest({ findings: [UNSERVED] }))).toBeUndefined();
  expect(moveHrefOf(makeRequest({ entry: offer }))).toBeUndefined();
});
