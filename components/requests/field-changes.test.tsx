// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { FieldChanges, titleBefore } from "#components/requests/field-changes";
import { makeRequest } from "#components/requests/request-fixture";
import type { PortalRequestDetail } from "#lib/request/types";

afterEach(cleanup);

const pullRequest = (state: "open" | "merged" | "closed") => ({
  ...{ provider: "local", number: 1, url: "/requests.git", state },
});
const conflict = { fields: [], fieldsFit: false };
const change = (before: unknown, after: unknown) => ({ path: "/spec/note", label: "Note", before, after });

describe("title of the column of previous values", () => {
  it.each<[what: string, request: Partial<PortalRequestDetail>, title: string]>([
    ["an open request", { pullRequest: pullRequest("open") }, "Now in Git"],
    ["an open request for an older file", { pullRequest: pullRequest("open"), conflict }, "When opened"],
    ["a merged request", { pullRequest: pullRequest("merged") }, "Before"],
    ["a closed request", { pullRequest: pullRequest("closed"), conflict }, "Before"],
  ])("is correct for %s", (_what, request, title) => {
    const beforeTitle = titleBefore(makeRequest(request));
    render(<FieldChanges changes={[change("a", "b")]} drift={[]} isNew={false} beforeTitle={beforeTitle} />);
    const titles = screen.getAllByRole("columnheader").map(({ textContent }) => textContent);
    expect(titles).toEqual(["Field", title, "After"]);
  });
});

describe("change of white space only", () => {
  it.each([
    ["tabs and spaces", "a\tb", "a b", "a\\tb", "a b"],
    ["kinds of line endings", "a\rb", "a\r\nb", "a\\rb", "a\\r\nb"],
    ["a trailing line break", "a", "a\n", "a", "a\\n"],
    ["items of a list", ["a", "b"], ["a", "b "], "a, b", "a, b·"],
    ["inside an object", { a: "b" }, { a: "b\u00a0" }, '{"a":"b"}', '{"a":"b⟨U+00A0⟩"}'],
  ])("shows both values: %s", (_what, before, after, ...shown) => {
    render(<FieldChanges changes={[change(before, after)]} drift={[]} isNew={false} />);
    const values = screen.getAllByRole("cell").slice(1);
    expect(values.map(({ textContent }) => textContent?.replace("→", ""))).toEqual(shown);
    for (const cell of values) expect(cell.querySelector(".whitespace-pre-wrap")).toBeTruthy();
  });

  it("shows drift in the same way", () => {
    const drift = [{ ...change("a", "a"), inCluster: "a\t" }];
    render(<FieldChanges changes={[]} drift={drift} isNew={false} />);
    expect(screen.getByRole("table").textContent).toContain("In cluster: a\\t");
  });
});
