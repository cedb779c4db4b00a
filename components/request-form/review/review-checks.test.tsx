// @vitest-environment jsdom
import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { ReviewChecks } from "#components/request-form/review/review-checks";
import type { Preview } from "#lib/request/types";

afterEach(cleanup);

const rule = { path: "/spec", rule: "future(self)", reason: "the rule uses future" };
const right: Preview["validation"] = {
  ok: true,
  errors: [],
  unchecked: [],
  server: { state: "accepted", warnings: [] },
};
const away: Preview["validation"]["server"] = {
  state: "unchecked",
  reason: "The cluster is away.",
  warnings: [],
};

it.each<[why: string, validation: Preview["validation"], lines: string[]]>([
  ["shows the passed checks", right, ["The form is valid", "The cluster accepts the resource"]],
  [
    "shows that the cluster is unreachable",
    { ...right, server: away },
    ["The form is valid", "Not checked by the cluster: The cluster is away."],
  ],
  [
    "shows the rules that only the cluster can check",
    { ...right, unchecked: [rule, rule], server: away },
    [
      "The form is valid",
      "Not checked by the cluster: The cluster is away.",
      "The portal can't check 2 rules. The cluster checks them.",
    ],
  ],
  [
    "omits unchecked rules that the cluster accepted",
    { ...right, unchecked: [rule] },
    ["The form is valid", "The cluster accepts the resource"],
  ],
  [
    "shows the cluster's warnings",
    { ...right, server: { state: "accepted", warnings: ["v1 ends soon"] } },
    ["The form is valid", "The cluster accepts the resource", "Warning from the cluster: v1 ends soon"],
  ],
  [
    "shows no line for a refusal, which the errors show",
    {
      ...right,
      ok: false,
      errors: [{ path: "", message: "No.", source: "server" }],
      server: { state: "refused", reason: "The policy p refuses it.", warnings: [] },
    },
    [],
  ],
])("ReviewChecks %s", (_why, validation, lines) => {
  const { container } = render(<ReviewChecks validation={validation} />);
  expect([...container.querySelectorAll("li, p")].map((line) => line.textContent)).toEqual(lines);
});
