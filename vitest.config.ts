import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const FOLDERS = "{app,components,lib,demo,scripts,bench}";
/** What starts servers, and signals processes. */
const SERVERS = ["demo/**/*.test.ts", "lib/git/*.test.ts", "**/*.integration.test.ts"];

export default defineConfig({
  oxc: { jsx: { runtime: "automatic" } },
  resolve: {
    // `server-only` throws outside a React server bundle; its own empty module is what the bundler would use.
    alias: { "server-only": fileURLToPath(new URL("node_modules/server-only/empty.js", import.meta.url)) },
  },
  test: {
    restoreMocks: true,
    setupFiles: ["scripts/test-setup.ts"],
    pool: "forks",
    // Most of what the integration tests do is waiting for servers: on two cores one worker leaves a core idle.
    maxWorkers: 2,
    // Real servers are slow on a busy machine, and that is no failure.
    testTimeout: 30_000,
    projects: [
      // A process for each file would start two hundred times, and no file leaves anything behind for the next. In
      // threads instead of processes V8 crashed now and then, and starting Git took twice as long.
      {
        extends: true,
        test: {
          name: "unit",
          isolate: false,
          include: [`${FOLDERS}/**/*.test.ts`],
          exclude: ["**/node_modules/**", ...SERVERS],
        },
      },
      // What draws a page sets up a document and React anew for each file.
      { extends: true, test: { name: "pages", include: [`${FOLDERS}/**/*.test.tsx`] } },
      { extends: true, test: { name: "servers", include: SERVERS } },
    ],
  },
});
