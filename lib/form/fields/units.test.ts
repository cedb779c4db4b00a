import { describe, expect, it } from "vitest";
import { formatQuantity, guessUnit } from "#lib/form/fields/units";

describe("guessUnit", () => {
  it.each<[name: string, type: string, unit: string | undefined]>([
    ["timeoutSeconds", "integer", "s"],
    ["ttlSecondsAfterFinished", "integer", undefined],
    ["period_seconds", "integer", "s"],
    ["delayMilliseconds", "integer", "ms"],
    ["retentionDays", "integer", "days"],
    ["days", "integer", "days"],
    ["maxBytes", "integer", "bytes"],
    ["averagePercent", "number", "%"],
    ["timeoutSeconds", "string", undefined],
    ["weekdays", "integer", undefined],
    ["vms", "integer", undefined],
  ])("%s, %s → %s", (name, type, unit) => {
    expect(guessUnit(name, type)).toBe(unit);
  });
});

describe("formatQuantity", () => {
  it.each([
    ["20Gi", "20 Gi"],
    ["1.5M", "1.5 M"],
    ["500m", "500m"],
    ["2", "2"],
    ["1e3", "1e3"],
    ["any", "any"],
  ])("%s → %s", (text, shown) => {
    expect(formatQuantity(text)).toBe(shown);
  });
});
