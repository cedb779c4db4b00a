import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { listRoutes } from "#lib/api/contract/contract";
import { matchRoute } from "#lib/api/route-match";

describe("matchRoute", () => {
  it.each([
    [
      "the value of a parameter is not part of the template",
      "/api/v1/catalog/promise.local.x",
      "/api/v1/catalog/{id}",
    ],
    ["an escaped slash is part of one value", "/api/v1/catalog/a%2Fb", "/api/v1/catalog/{id}"],
    ["two parameters", "/api/v1/requests/r-1/merge", "/api/v1/requests/{id}/{action}"],
    ["a literal segment precedes a parameter", "/api/v1/requests/preview", "/api/v1/requests/preview"],
    [
      "six parameters",
      "/api/v1/resources/a/_/v1/pods/b/c/graph",
      "/api/v1/resources/{cluster}/{group}/{version}/{plural}/{namespace}/{name}/graph",
    ],
    ["no parameter", "/api/v1/me", "/api/v1/me"],
    ["a trailing slash", "/api/v1/me/", "/api/v1/me"],
    ["a dot matches only a dot", "/api/v1/openapiXjson", undefined],
    ["the sign-in", "/api/auth/callback/gitea", "/api/auth/{action}"],
    ["the way back of an account", "/api/auth/callback/gitea/account", "/api/auth/{action}"],
    ["an unknown path", "/api/v1/made/up", undefined],
    ["a path longer than a route", "/api/v1/me/more", undefined],
    ["a page", "/catalog", undefined],
  ])("%s: %s is %s", (_why, path, template) => {
    expect(matchRoute(path)?.template).toBe(template);
  });

  it("lists the methods of a path, with HEAD for GET", () => {
    expect(matchRoute("/api/v1/requests")?.methods).toEqual(["GET", "POST", "HEAD", "OPTIONS"]);
    expect(matchRoute("/api/v1/requests/preview")?.methods).toEqual(["POST", "OPTIONS"]);
  });

  it("knows every route handler in app/api", () => {
    const files = readdirSync("app/api", { recursive: true, encoding: "utf8" });
    const folders = files.filter((file) => file.endsWith("route.ts")).map((file) => `/api/${file}`);
    const templates = folders
      .filter((path) => !path.includes("[...") && !path.startsWith("/api/auth/"))
      .map((path) =>
        path
          .replace(/\/route\.ts$/, "")
          .replaceAll("[", "{")
          .replaceAll("]", "}"),
      );
    expect(new Set(templates)).toEqual(new Set(listRoutes().map(({ path }) => path)));
  });
});
