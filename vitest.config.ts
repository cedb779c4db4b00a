import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic" } },
  resolve: {
    // `server-only` throws outside a React server bundle; its own empty module is what the bundler would use.
    alias: { "server-only": fileURLToPath(new URL("node_modules/server-only/empty.js", import.meta.url)) },
  },
  test: {
    include: ["{app,components,lib,demo,scripts,bench}/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    // Tests on real servers mostly wait: one worker fewer than cores, the default, leaves two cores idle.
    maxWorkers: 2,
  },
});
