// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { SecretNotices } from "#components/requests/secret-notices";

afterEach(cleanup);

const author = { id: "ana", name: "Ana" };
const notice = { path: "/spec/note", label: "Note", hint: "This looks like a private key.", sure: true };

describe("an approver", () => {
  it("sees the field, what it looks like and the reason, with a warning for a known format", () => {
    const noSecrets = [{ ...notice, reason: "A sample." }];
    render(<SecretNotices request={{ author, noSecrets, secrets: [] }} />);
    expect(screen.getByText(/Ana confirms that they are not/)).toBeTruthy();
    const row = screen.getByRole("listitem").textContent;
    expect(row).toContain("Note: This looks like a private key.");
    expect(row).toContain("Reason: “A sample.”");
    expect(row).toContain("Only secrets usually have this format.");
  });

  it("is told where no reason was given, and not warned of what only looks like a secret", () => {
    render(<SecretNotices request={{ author, noSecrets: [{ ...notice, sure: false }], secrets: [] }} />);
    expect(screen.getByRole("listitem").textContent).toContain("The requester gave no reason.");
    expect(screen.queryByText(/Only secrets usually/)).toBeNull();
  });

  it("is told of what nobody confirmed", () => {
    render(<SecretNotices request={{ author, noSecrets: [], secrets: [notice] }} />);
    expect(screen.getByRole("alert").textContent).toContain(
      "Nobody confirmed that these values are not secrets",
    );
  });

  it("sees nothing where there is nothing", () => {
    const { container } = render(<SecretNotices request={{ author, noSecrets: [], secrets: [] }} />);
    expect(container.textContent).toBe("");
  });
});
