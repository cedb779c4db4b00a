// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { ConditionTable } from "#components/resources/condition-table";

afterEach(cleanup);

const titles = () =>
  screen
    .getAllByRole("row")
    .slice(1)
    .map((row) => row.firstElementChild?.textContent);

it("names the part of the status that reports a condition, also where two have one name", () => {
  const accepted = { type: "Accepted", status: "True", subject: "public" };
  render(
    <ConditionTable conditions={[{ type: "Ready", status: "True", reason: "Done" }, accepted, accepted]} />,
  );
  expect(titles()).toEqual(["ReadyDone", "public: Accepted", "public: Accepted"]);
});

it("says that there are no conditions", () => {
  render(<ConditionTable conditions={[]} />);
  expect(screen.getByText("This object reports no conditions.")).toBeTruthy();
});
