/** Figures as a table, on the terminal and in docs/benchmarks.md. */
import { readFileSync, writeFileSync } from "node:fs";

/** The `share` (0 to 1) percentile of samples, by nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? Number.NaN;
}

export interface Row {
  what: string;
  /** Milliseconds. */
  samples: number[];
  /** Milliseconds that the 95th percentile may take. */
  budget: number;
}

/** A Markdown table of rows: n, median, 95th percentile, budget, and whether it is kept. */
export function formatTable(rows: readonly Row[]): string {
  const lines = rows.map(({ what, samples, budget }) => {
    const p95 = percentile(samples, 0.95);
    const verdict = p95 <= budget ? "kept" : "missed";
    return `| ${what} | ${samples.length} | ${Math.round(percentile(samples, 0.5))} | ${Math.round(p95)} | ${budget} | ${verdict} |`;
  });
  return [
    "| what | n | median ms | p95 ms | budget ms | |",
    "| --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

/** Puts `table` under the heading `## <title>` of docs/benchmarks.md, in place of what stood there. */
export function writeSection(title: string, table: string): void {
  const file = new URL("../docs/benchmarks.md", import.meta.url);
  const sections = readFileSync(file, "utf8").split(/^(?=## )/m);
  const section = `## ${title}\n\nMeasured ${new Date().toISOString().slice(0, 10)}.\n\n${table}\n\n`;
  const at = sections.findIndex((text) => text.startsWith(`## ${title}\n`));
  if (at === -1) sections.push(section);
  else sections[at] = section;
  writeFileSync(file, `${sections.map((text) => text.trim()).join("\n\n")}\n`);
}
