// @vitest-environment jsdom
import { cleanup, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, it } from "vitest";
import { RequestFindings } from "#components/requests/request-findings";
import { YamlDiff } from "#components/requests/yaml-diff";
import { Cause } from "#components/ui/state/cause";
import { ErrorCard } from "#components/ui/state/error-card";
import { BreakableText } from "#components/ui/text/breakable-text";
import { TooltipProvider } from "#components/ui/tooltip";

afterEach(cleanup);

const draw = (element: ReactNode) => render(<TooltipProvider>{element}</TooltipProvider>).container;

it.each([
  ["after a slash", "team-a/contra.yaml was", "team-a/<wbr>contra.yaml was"],
  ["not between two slashes", "https://a/b", "https://<wbr>a/<wbr>b"],
  ["not before a space or at the end", "a/ b/", "a/ b/"],
])("BreakableText breaks %s", (_where, text, html) => {
  expect(draw(<BreakableText text={text} />).innerHTML).toBe(html);
});

const words = "Someone changed team-a/contra.yaml.";
const finding = { kind: "file-exists", blocks: true, message: words, next: "Wait." } as const;

it.each([
  ["the header of a diff", <YamlDiff key="a" path="team-a/contra.yaml" diff="" />],
  ["an error", <ErrorCard key="b" title="It was not merged" error={{ detail: words }} />],
  ["a cause", <Cause key="c" health={{ state: "Failed", message: words }} />],
  ["a finding", <RequestFindings key="d" findings={[finding]} />],
])("a path breaks at the same places in %s", (_where, element) => {
  expect(draw(element).innerHTML).toContain("team-a/<wbr>contra.yaml");
});
