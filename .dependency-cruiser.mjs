// The dependency rules of docs/architecture.md. `scripts/dependency-rules.test.ts` breaks each of them once.

const lib = (rooms) => `^lib/(${rooms})`;

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-circular",
      comment: "A cycle has no beginning: split the shared piece out.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "nothing-imports-app",
      comment: "app/ composes; what two routes share belongs in lib/ or components/.",
      severity: "error",
      from: { pathNot: "^app/" },
      to: { path: "^app/" },
    },
    {
      name: "kubernetes-stands-alone",
      comment: "lib/kubernetes knows no React, Next, Kratix, Crossplane or Git.",
      severity: "error",
      from: { path: lib("kubernetes/"), pathNot: "\\.test\\.ts$" },
      to: {
        path: [
          "^(app|components|demo)/",
          "^lib/(?!kubernetes/|async/|(errors|exact-json)\\.ts)",
          "node_modules/(react|next)",
        ],
      },
    },
    {
      name: "adapters-know-only-kubernetes",
      comment: "lib/kratix, crossplane, kro and gitops know lib/kubernetes and never each other.",
      severity: "error",
      from: { path: "^lib/(kratix|crossplane|kro|gitops)/", pathNot: "\\.test\\.ts$" },
      to: {
        path: "^(app|components|demo|lib)/",
        pathNot: "^lib/($1/|kubernetes/|async/|(errors|exact-json)\\.ts)",
      },
    },
    {
      name: "git-stands-alone",
      comment: "lib/git knows paths, bytes, branches and pull requests; no Kubernetes.",
      severity: "error",
      from: { path: lib("git/"), pathNot: "\\.test\\.ts$" },
      to: {
        path: ["^(app|components|demo)/", "^lib/(?!git/|async/|errors\\.ts)", "node_modules/@kubernetes"],
      },
    },
    {
      name: "yaml-reader-stands-alone",
      comment:
        "lib/manifest/yaml decides what a text means: no library and nothing else of the portal has a say.",
      severity: "error",
      from: { path: lib("manifest/yaml/"), pathNot: "\\.test\\.ts$|/testing/" },
      to: { pathNot: "^lib/manifest/yaml/" },
    },
    {
      name: "pure-rooms-do-no-input-or-output",
      comment: "lib/schema, lib/form, lib/graph and lib/manifest compute; their callers read and write.",
      severity: "error",
      from: { path: lib("schema/|form/|graph/|manifest/"), pathNot: "\\.test\\.tsx?$|/testing/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "pure-rooms-have-no-clients",
      comment: "No client library in pure code.",
      severity: "error",
      from: { path: lib("schema/|form/|graph/|manifest/"), pathNot: "\\.test\\.tsx?$|/testing/" },
      to: {
        path: [
          "node_modules/(@kubernetes|next|pino)",
          "^lib/(server|git|auth|config)",
          "^(app|components|demo)/",
        ],
      },
    },
    {
      name: "schema-knows-no-form",
      comment: "lib/schema holds the rules of the API server. What a form makes of them is in lib/form.",
      severity: "error",
      from: { path: lib("schema/"), pathNot: "\\.test\\.ts$|/testing/" },
      to: { path: ["^(app|components)/", "^lib/(form|manifest|request)/", "node_modules/(react|@rjsf)"] },
    },
    {
      name: "manifest-knows-no-form",
      comment: "lib/manifest reads, writes and compares texts and values, whatever form they came from.",
      severity: "error",
      from: { path: lib("manifest/"), pathNot: "\\.test\\.ts$|/testing/" },
      to: { path: ["^components/", "^lib/(form|request)/", "node_modules/(react|@rjsf)"] },
    },
    {
      name: "components-take-types-and-pure-functions",
      comment: "A component gets data through components/data and computes with pure functions.",
      severity: "error",
      from: { path: "^components/", pathNot: "\\.test\\.tsx?$" },
      to: {
        path: "^(lib|demo)/",
        pathNot: [
          "^lib/[a-z/-]+/types\\.ts$",
          "^lib/(schema|form|graph|manifest)/",
          "^lib/(kubernetes/health/health|catalog/(duplicate-titles|picture-address|family/offer-family)|api/resource-path|request/operation-words)\\.ts$",
          "^lib/(errors|exact-json)\\.ts$",
        ],
      },
    },
    {
      name: "app-composes-through-server",
      comment: "Routes call lib/server; they never build a client of their own.",
      severity: "error",
      from: { path: "^app/", pathNot: "\\.test\\.tsx?$" },
      to: {
        path: "^(lib|demo)/",
        pathNot: [
          "^lib/(server|api|auth)/",
          "^lib/[a-z/-]+/types\\.ts$",
          "^lib/(schema|form|manifest|graph)/",
          "^lib/errors\\.ts$",
        ],
      },
    },
    {
      name: "server-only-in-lib-server",
      comment:
        "`server-only` marks the composition root and nothing else, so that the rest runs in plain Node.",
      severity: "error",
      from: { pathNot: "^lib/server/" },
      to: { path: "node_modules/server-only" },
    },
    {
      name: "testing-is-for-tests",
      comment: "A folder named testing/ supports tests. The product does not import it.",
      severity: "error",
      from: { path: "^(app|components|lib)/", pathNot: "\\.test\\.tsx?$|/testing/" },
      to: { path: "/testing/" },
    },
    {
      name: "product-knows-no-demo",
      comment: "The product runs without the demo.",
      severity: "error",
      from: { path: "^(app|components|lib)/", pathNot: "\\.test\\.tsx?$|/testing/" },
      to: { path: "^(demo|deploy|bench|e2e|scripts)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|\\.cache)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".mjs"],
    },
  },
};
