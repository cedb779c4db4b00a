import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { composeMonitoring } from "#demo/platform/monitoring/compose";

const DEFAULTS = {
  target: "https://shop.example.com/health?full=1",
  intervalSeconds: 30,
  timeoutSeconds: 5,
  alerts: { contact: "shop@example.com", afterMinutes: 5, severity: "critical" },
};

const compose = (spec: object = {}, name = "shop") =>
  composeMonitoring({ metadata: { name, namespace: "team-a" }, spec: { ...DEFAULTS, ...spec } }, {});
const fileOf = (spec: object, file: string) =>
  parse(z.record(z.string(), z.string()).parse(compose(spec).parts.configuration?.data)[file] ?? "");

describe("composeMonitoring", () => {
  it("creates an exporter with its configuration and its Service, with valid names", () => {
    const parts = Object.values(compose({}, "a".repeat(52)).parts);
    expect(parts.map(({ kind }) => kind)).toEqual(["ConfigMap", "Deployment", "Service"]);
    expect(parts.map(({ metadata }) => metadata.name.length)).toEqual([63, 63, 63]);
  });

  it("sets the probe URL and the interval for Prometheus", () => {
    expect(compose().parts.service?.metadata.annotations).toMatchObject({
      "prometheus.io/path": "/probe?module=http&target=https%3A%2F%2Fshop.example.com%2Fhealth%3Ffull%3D1",
      "prometheus.io/interval": "30s",
    });
  });

  it("sets the selected region and zone", () => {
    expect(compose({ region: "eu-1", zone: "eu-1a" }).parts.service?.metadata.annotations).toMatchObject({
      "demo.vitrine.dev/region": "eu-1",
      "demo.vitrine.dev/zone": "eu-1a",
    });
  });

  it.each<[string, object, object]>([
    ["any successful status", {}, { prober: "http", timeout: "5s" }],
    [
      "the listed status codes",
      { expectedStatus: [200, 401] },
      { prober: "http", timeout: "5s", http: { valid_status_codes: [200, 401] } },
    ],
  ])("expects %s", (_reason, spec, http) => {
    expect(fileOf(spec, "blackbox.yml")).toEqual({ modules: { http } });
  });

  it("alerts the contact after the configured time", () => {
    const rule = {
      for: "5m",
      labels: { severity: "critical" },
      annotations: { contact: "shop@example.com" },
    };
    expect(fileOf({}, "alerts.yml")).toMatchObject({ groups: [{ name: "shop", rules: [rule] }] });
  });

  it("refuses an invalid URL in plain text", () => {
    expect(() => compose({ target: "https://:80" })).toThrow(
      /https:\/\/:80 is no address that can be called/,
    );
  });
});
