import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { listRoutes } from "#lib/api/contract/contract";
import { buildOpenApi } from "#lib/api/openapi";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** next-auth's own endpoints, and the answer to every unknown address. */
const NOT_DESCRIBED = /^app\/api\/(auth\/|\[\.\.\.path\])/;

/** `get /api/v1/catalog/{id}` for each handler under app/api. */
function listHandlers(): string[] {
  const files = globSync("app/api/**/route.ts", { cwd: ROOT }).filter((file) => !NOT_DESCRIBED.test(file));
  return files.flatMap((file) => {
    const path = `/${file.replace(/^app\//, "").replace(/\/route\.ts$/, "")}`.replace(/\[(\w+)\]/g, "{$1}");
    const exported = readFileSync(`${ROOT}${file}`, "utf8").matchAll(
      /export const (GET|POST|PUT|PATCH|DELETE)\b/g,
    );
    return [...exported].map(([, method = ""]) => `${method.toLowerCase()} ${path}`);
  });
}

describe("OpenAPI document", () => {
  it("describes exactly the existing handlers", () => {
    const described = listRoutes().map(({ method, path }) => `${method.toLowerCase()} ${path}`);
    expect(listHandlers().sort()).toEqual(described.toSorted());
  });

  it("contains all schemas to which it refers", () => {
    const document = buildOpenApi();
    const text = JSON.stringify(document);
    const named = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(new Set(named).size).toBeGreaterThan(15);
    const { schemas } = z.object({ schemas: z.record(z.string(), z.unknown()) }).parse(document.components);
    for (const name of named) expect(schemas).toHaveProperty(name ?? "");
    expect(text).not.toMatch(/"\$(id|schema)"/);
  });

  it("has a unique name for each operation", () => {
    const names = [...JSON.stringify(buildOpenApi()).matchAll(/"operationId":"(\w+)"/g)].map(
      ([, name]) => name,
    );
    expect(names).toHaveLength(listRoutes().length);
    expect(new Set(names).size).toBe(listRoutes().length);
  });

  it("allows additional fields in answers", () => {
    expect(JSON.stringify(buildOpenApi())).not.toContain('"additionalProperties":false');
  });
});
