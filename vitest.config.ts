import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const TESTS = "{app,components,lib,demo,deploy,scripts,bench}/**/*.test.{ts,tsx}";
/** Tests of code that holds values for the whole process (`lib/server/shared.ts`): each file gets a fresh process. */
const PROCESS = "lib/server/**/*.test.ts";
/** The tests that start servers. */
const INTEGRATION = "{app,components,lib,demo,deploy,scripts,bench}/**/*.integration.test.ts";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic" } },
  resolve: {
    // `server-only` throws outside a React server bundle; its own empty module is what the bundler would use.
    alias: { "server-only": fileURLToPath(new URL("node_modules/server-only/empty.js", import.meta.url)) },
  },
  test: {
    restoreMocks: true,
    setupFiles: ["scripts/test-setup.ts"],
    // Most of what the integration tests do is waiting for servers: on two cores one worker leaves a core idle.
    maxWorkers: 2,
    // Real servers are slow on a busy machine, and that is no failure.
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [TESTS],
          exclude: [PROCESS, INTEGRATION],
          // Files share the modules of their worker, which takes a third of the time. A test leaves no module changed.
          isolate: false,
        },
      },
      { extends: true, test: { name: "process", include: [PROCESS], exclude: [INTEGRATION] } },
      { extends: true, test: { name: "integration", include: [INTEGRATION] } },
    ],
  },
});
