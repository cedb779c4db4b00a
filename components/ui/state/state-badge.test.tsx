// @vitest-environment jsdom
import { cleanup, render } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { StateBadge, stateLooks } from "#components/ui/state/state-badge";
import { TooltipProvider } from "#components/ui/tooltip";
import type { State } from "#lib/kubernetes/types";

/** The table of the design: colour, word, lucide shape. */
const table: [State, string, string, string][] = [
  ["Ready", "ok", "Ready", "circle-check"],
  ["Working", "busy", "Working", "circle-dot-dashed"],
  ["NeedsAttention", "warn", "Needs attention", "triangle-alert"],
  ["Missing", "warn", "Missing", "circle-slash"],
  ["Failed", "fail", "Failed", "octagon-x"],
  ["Waiting", "idle", "Waiting", "clock"],
  ["NotCreatedYet", "idle", "Not created yet", "circle-dashed"],
  ["Paused", "idle", "Paused", "circle-pause"],
  ["HeldForApproval", "idle", "Held for approval", "hand"],
  ["Removing", "idle", "Removing", "trash-2"],
  ["NoAccess", "idle", "No access", "lock"],
  ["Unknown", "idle", "Unknown", "circle-question-mark"],
];

describe("StateBadge", () => {
  afterEach(cleanup);

  it.each(table)("shows %s as %s, “%s”, %s", (state, tone, word, shape) => {
    const { container } = render(<StateBadge state={state} />, { wrapper: TooltipProvider });
    expect(container.textContent).toBe(word);
    expect(container.querySelector(`svg.lucide-${shape}.text-${tone}`)).toBeTruthy();
  });

  it("has a unique icon for every state", () => {
    expect(Object.keys(stateLooks).sort()).toEqual(table.map(([state]) => state).sort());
    expect(new Set(Object.values(stateLooks).map(({ icon }) => icon)).size).toBe(table.length);
  });
});
