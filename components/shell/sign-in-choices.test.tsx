// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SignInChoices } from "#components/shell/sign-in-choices";

const signIn = vi.hoisted(() => vi.fn());
vi.mock("next-auth/react", () => ({ signIn }));

const providers = [{ id: "code", name: "Forgejo", holdsRequests: true }];
const company = { id: "company", name: "Example Inc.", holdsRequests: false };
const guest = { name: "Guest" };
const people = [{ user: "ana", name: "Ana" }];

afterEach(cleanup);

describe("SignInChoices", () => {
  it("opens the provider with a script, because the content security policy blocks forms to other hosts", async () => {
    const { container } = render(<SignInChoices providers={providers} people={[]} callbackUrl="/requests" />);
    expect(container.querySelector("form")).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Sign in with Forgejo" }));
    await vi.waitFor(() => expect(signIn).toHaveBeenCalledWith("code", { callbackUrl: "/requests" }));
    expect(screen.getByRole("button", { name: "Opening Forgejo…" })).toBeTruthy();
  });

  it.each([
    ["the provider before the guest", { providers, guest }, "Sign in with Forgejo"],
    [
      "the first of several providers",
      { providers: [company, ...providers], guest },
      "Sign in with Example Inc.",
    ],
    ["the guest without a provider", { providers: [], guest }, "Continue as Guest"],
  ])("has one primary button: %s", (_why, ways, name) => {
    const { container } = render(<SignInChoices {...ways} people={people} callbackUrl="/" />);
    const filled = [...container.querySelectorAll("button.bg-primary")];
    expect(filled.map(({ textContent }) => textContent)).toEqual([name]);
  });

  it("reports that the portal does not answer", async () => {
    signIn.mockRejectedValueOnce(new Error("offline"));
    render(<SignInChoices providers={providers} people={[]} callbackUrl="/" />);
    fireEvent.click(screen.getByRole("button", { name: "Sign in with Forgejo" }));
    expect((await screen.findByRole("alert")).textContent).toContain("The portal did not answer.");
    expect(screen.getByRole("button", { name: "Sign in with Forgejo" })).toBeTruthy();
  });
});
