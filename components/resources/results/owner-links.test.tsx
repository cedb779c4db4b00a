// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { OwnerLinks } from "#components/resources/results/owner-links";

const reference = { cluster: "local", group: "apps", version: "v1", kind: "Deployment", name: "web" };

afterEach(cleanup);

it("links each owner whose kind is served, and names the others", () => {
  const gone = { ...reference, group: "gone.dev", kind: "Shop", name: "old" };
  const owners = [
    { reference: { ...reference, namespace: "team-a" }, plural: "deployments" },
    { reference: gone, plural: "" },
  ];
  const { container } = render(<OwnerLinks owners={owners} />);
  expect(container.textContent).toBe("Owned by Deployment web, Shop old");
  const links = screen.getAllByRole("link").map((link) => link.getAttribute("href"));
  expect(links).toEqual(["/resources/local/apps/v1/deployments/team-a/web"]);
});

it("shows nothing without owners", () => {
  const { container } = render(<OwnerLinks owners={[]} />);
  expect(container.textContent).toBe("");
});
