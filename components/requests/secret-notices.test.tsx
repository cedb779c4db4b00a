// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { SecretNotices } from "#components/requests/secret-notices";

afterEach(cleanup);

const author = { id: "ana", name: "Ana" };
const notice = { path: "/spec/note", label: "Note", hint: "This looks like a private key.", sure: true };

describe("secret notices for an approver", () => {
  it("show the field, the pattern and the reason, with a warning for a known format", () => {
    const noSecrets = [{ ...notice, reason: "A sample." }];
    render(<SecretNotices request={{ author, noSecrets, secrets: [] }} />);
    expect(screen.getByText(/Ana confirms that they are not/)).toBeTruthy();
    const row = screen.getByRole("listitem").textContent;
    expect(row).toContain("Note: This looks like a private key.");
    expect(row).toContain("Reason: “A sample.”");
    expect(row).toContain("Only secrets usually have this format.");
  });

  it("show a missing reason, without a warning for a possible secret", () => {
    render(<SecretNotices request={{ author, noSecrets: [{ ...notice, sure: false }], secrets: [] }} />);
    expect(screen.getByRole("listitem").textContent).toContain("The requester gave no reason.");
    expect(screen.queryByText(/Only secrets usually/)).toBeNull();
  });

  it("show values that nobody confirmed", () => {
    render(<SecretNotices request={{ author, noSecrets: [], secrets: [notice] }} />);
    expect(screen.getByRole("alert").textContent).toContain(
      "Nobody confirmed that these values are not secrets",
    );
  });

  it("show nothing without such values", () => {
    const { container } = render(<SecretNotices request={{ author, noSecrets: [], secrets: [] }} />);
    expect(container.textContent).toBe("");
  });
});
