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

it("ConditionTable shows the subject of a nested condition, also for two subjects with one name", () => {
  const accepted = { type: "Accepted", status: "True", subject: "public" };
  render(
    <ConditionTable conditions={[{ type: "Ready", status: "True", reason: "Done" }, accepted, accepted]} />,
  );
  expect(titles()).toEqual(["ReadyDone", "public: Accepted", "public: Accepted"]);
});

it("ConditionTable reports that there are no conditions", () => {
  render(<ConditionTable conditions={[]} />);
  expect(screen.getByText("This object reports no conditions.")).toBeTruthy();
});
