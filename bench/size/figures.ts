/** Figures of one or several portals as a table. */
import { percentile } from "#bench/report";

export interface Figure {
  what: string;
  /** Name of the portal; absent for what no portal does. */
  portal?: string;
  unit: "ms" | "MB" | "KB" | "s" | "%" | "messages";
  /** Empty: the build does not have what is measured. */
  samples: readonly number[];
  /** What the 95th percentile may be. */
  budget?: number | undefined;
}

/** A Markdown table; with a column for the portal where there are several. */
export function formatFigures(figures: readonly Figure[]): string {
  const hasSeveral = new Set(figures.flatMap(({ portal }) => portal ?? [])).size > 1;
  const head = ["what", ...(hasSeveral ? ["portal"] : []), "unit", "n", "median", "p95", "max", "budget", ""];
  const rows = figures.map(({ what, portal = "", unit, samples, budget }) => [
    what,
    ...(hasSeveral ? [portal] : []),
    unit,
    ...describeSamples(samples),
    budget === undefined ? "" : String(budget),
    judge(samples, budget),
  ]);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function describeSamples(samples: readonly number[]): string[] {
  if (samples.length === 0) return ["0", "n/a", "n/a", "n/a"];
  const values = [percentile(samples, 0.5), percentile(samples, 0.95), Math.max(...samples)];
  return [String(samples.length), ...values.map(formatValue)];
}

function formatValue(value: number): string {
  return Math.abs(value) < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}

function judge(samples: readonly number[], budget: number | undefined): string {
  if (budget === undefined || samples.length === 0) return "";
  return percentile(samples, 0.95) <= budget ? "kept" : "missed";
}
