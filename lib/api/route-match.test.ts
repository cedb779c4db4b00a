import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { listRoutes } from "#lib/api/contract/contract";
import { matchRoute } from "#lib/api/route-match";

describe("matchRoute", () => {
  it.each([
    ["a parameter's value is no part of it", "/api/v1/catalog/promise.local.x", "/api/v1/catalog/{id}"],
    ["an escaped value is one value", "/api/v1/catalog/a%2Fb", "/api/v1/catalog/{id}"],
    ["two parameters", "/api/v1/requests/r-1/merge", "/api/v1/requests/{id}/{action}"],
    ["literal words come first", "/api/v1/requests/preview", "/api/v1/requests/preview"],
    [
      "six parameters",
      "/api/v1/resources/a/_/v1/pods/b/c/graph",
      "/api/v1/resources/{cluster}/{group}/{version}/{plural}/{namespace}/{name}/graph",
    ],
    ["no parameter", "/api/v1/me", "/api/v1/me"],
    ["a slash at the end", "/api/v1/me/", "/api/v1/me"],
    ["a dot is a dot", "/api/v1/openapiXjson", undefined],
    ["sign-in", "/api/auth/callback/gitea", "/api/auth/{action}"],
    ["made up", "/api/v1/made/up", undefined],
    ["longer than a route", "/api/v1/me/more", undefined],
    ["a page", "/catalog", undefined],
  ])("%s: %s is %s", (_why, path, template) => {
    expect(matchRoute(path)?.template).toBe(template);
  });

  it("names the methods of an address, HEAD beside GET", () => {
    expect(matchRoute("/api/v1/requests")?.methods).toEqual(["GET", "POST", "HEAD", "OPTIONS"]);
    expect(matchRoute("/api/v1/requests/preview")?.methods).toEqual(["POST", "OPTIONS"]);
  });

  it("knows every route handler that is in app/api", () => {
    const files = readdirSync("app/api", { recursive: true, encoding: "utf8" });
    const folders = files.filter((file) => file.endsWith("route.ts")).map((file) => `/api/${file}`);
    const templates = folders
      .filter((path) => !path.includes("[..."))
      .map((path) =>
        path
          .replace(/\/route\.ts$/, "")
          .replaceAll("[", "{")
          .replaceAll("]", "}"),
      );
    expect(new Set(templates)).toEqual(new Set(listRoutes().map(({ path }) => path)));
  });
});
