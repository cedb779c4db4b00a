/** The dashboard and the alerts of the chart use metrics that the portal exports, and each alert has its runbook. */
import { readFileSync } from "node:fs";
import { parser } from "@prometheus-io/lezer-promql";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { countAction, countDelivery, countOutgoing, noteQuota, printMetrics } from "#lib/server/metrics";

const FOLDER = "deploy/chart/monitoring";

const alert = z.object({
  alert: z.string(),
  expr: z.string(),
  labels: z.object({ severity: z.enum(["critical", "warning", "info"]) }),
  annotations: z.object({ summary: z.string(), runbook_url: z.string() }),
});
const rules = z.object({ groups: z.array(z.object({ name: z.string(), rules: z.array(alert) })) });

const panel = z.object({
  id: z.number(),
  title: z.string(),
  targets: z.array(z.object({ expr: z.string() })).optional(),
});
const dashboard = z.object({ schemaVersion: z.number(), panels: z.array(panel) });

const { groups } = rules.parse(parse(readFileSync(`${FOLDER}/alerts.yaml`, "utf8")));
const alerts = groups.flatMap(({ rules }) => rules);
const { panels } = dashboard.parse(JSON.parse(readFileSync(`${FOLDER}/dashboard.json`, "utf8")));
const runbooks = readFileSync("docs/runbooks.md", "utf8");

const EXPRESSIONS: [where: string, expression: string][] = [
  ...alerts.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...panels.flatMap(({ title, targets = [] }) =>
    // Grafana fills these in before it asks Prometheus.
    targets.map(({ expr }): [string, string] => [title, expr.replaceAll("$__rate_interval", "5m")]),
  ),
];

let exported: Set<string>;

beforeAll(async () => {
  // Metrics with labels have no line before their first event.
  countAction("submit", "done");
  countOutgoing({ neighbour: "git", name: "x", call: "read", status: 200 }, 0);
  countDelivery("x", "delivered");
  noteQuota("x", { remaining: 1, limit: 1 });
  const text = await printMetrics(undefined);
  const families = [...text.matchAll(/^# TYPE (\S+) (\S+)/gm)];
  exported = new Set(
    families.flatMap(([, name = "", type]) => [name, ...(type === "histogram" ? [`${name}_bucket`] : [])]),
  );
});

/** The names of metrics in an expression; throws for one that is no PromQL. */
function listMetrics(expression: string): string[] {
  const names: string[] = [];
  parser.parse(expression).iterate({
    enter({ type, from, to }) {
      if (type.isError) throw new Error(`no PromQL at ${from}: ${expression}`);
      if (type.name === "VectorSelector") {
        names.push(/^[\w:]+/.exec(expression.slice(from, to))?.[0] ?? "");
      }
    },
  });
  return names;
}

describe("expressions", () => {
  it.each(EXPRESSIONS)("of %s are PromQL over metrics of the portal", (_where, expression) => {
    const names = listMetrics(expression);
    expect(names).not.toEqual([]);
    expect(names.filter((name) => !exported.has(name))).toEqual([]);
  });

  it.each(["sum by (", "rate(vitrine_x[5m]", "vitrine_x >"])("that are broken are found: %s", (broken) => {
    expect(() => listMetrics(broken)).toThrow("no PromQL");
  });

  it("cover each metric of the portal's own", () => {
    const own = [...exported].filter((name) => name.startsWith("vitrine_") && !name.endsWith("_seconds"));
    const unused = own.filter((name) => !EXPRESSIONS.some(([, expression]) => expression.includes(name)));
    expect(unused).toEqual(["vitrine_memory_items"]);
  });
});

describe("runbooks", () => {
  const sections = [...runbooks.matchAll(/^### (\S.*)$/gm)].map(([, title = ""]) => title);

  it("have a section for each alert, and one for each neighbour", () => {
    const neighbours = ["Cluster", "Git host", "Identity provider", "GitOps agent"];
    expect(sections.toSorted()).toEqual([...alerts.map(({ alert }) => alert), ...neighbours].toSorted());
  });

  it.each(alerts)("are linked from $alert", ({ alert, annotations }) => {
    const link = new URL(annotations.runbook_url);
    expect(link.pathname).toMatch(/\/docs\/runbooks\.md$/);
    expect(link.hash).toBe(`#${alert.toLowerCase()}`);
  });

  it.each(sections)("say for %s what it means, what people notice, how to look and what to do", (section) => {
    const [, text = ""] = runbooks.split(`### ${section}\n`);
    const [own = ""] = text.split(/^##/m);
    for (const part of ["Meaning", "People notice", "Look", "Do"]) expect(own).toContain(`**${part}.**`);
  });
});

it("the panels of the dashboard have numbers of their own", () => {
  const ids = panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
