// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { Loading } from "#components/ui/state/skeleton";

afterEach(cleanup);

test("Loading announces its text, and its skeleton has no roles", () => {
  render(
    <Loading awaits="the catalog">
      <h2>What you get</h2>
      <ul>
        <li>PostgreSQL</li>
      </ul>
      <table />
    </Loading>,
  );
  expect(screen.getByRole("status").textContent).toBe("Loading the catalog");
  for (const role of ["heading", "list", "listitem", "table"])
    expect(screen.queryByRole(role), role).toBeNull();
});
