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
  ["all checks passed", right, ["The form is valid", "The cluster accepts the resource"]],
  [
    "the cluster could not be asked",
    { ...right, server: away },
    ["The form is valid", "Not checked by the cluster: The cluster is away."],
  ],
  [
    "then rules are left to it",
    { ...right, unchecked: [rule, rule], server: away },
    [
      "The form is valid",
      "Not checked by the cluster: The cluster is away.",
      "The portal can't check 2 rules. The cluster checks them.",
    ],
  ],
  [
    "what it accepted it has checked",
    { ...right, unchecked: [rule] },
    ["The form is valid", "The cluster accepts the resource"],
  ],
  [
    "its warnings are told",
    { ...right, server: { state: "accepted", warnings: ["v1 ends soon"] } },
    ["The form is valid", "The cluster accepts the resource", "Warning from the cluster: v1 ends soon"],
  ],
  [
    "refusals stand with the objections",
    {
      ...right,
      ok: false,
      errors: [{ path: "", message: "No.", source: "server" }],
      server: { state: "refused", reason: "The policy p refuses it.", warnings: [] },
    },
    [],
  ],
])("%s", (_why, validation, lines) => {
  const { container } = render(<ReviewChecks validation={validation} />);
  expect([...container.querySelectorAll("li, p")].map((line) => line.textContent)).toEqual(lines);
});
