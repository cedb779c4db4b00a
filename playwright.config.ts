import { defineConfig } from "@playwright/test";

/**
 * Journeys in a real browser against the real local stack, which e2e/testing/portal.ts starts once a worker, and attacks, for
 * which e2e/attack/testing/stage.ts starts one.
 */
export default defineConfig({
  testDir: "e2e",
  // What takes minutes is in `npm run test:long` alone; `npm run pictures` photographs pages and tests nothing.
  ...(process.env.VITRINE_PICTURES
    ? { grep: /@pictures/ }
    : { grepInvert: process.env.VITRINE_LONG ? /@pictures/ : /@long|@pictures/ }),
  // The build, then the two demos side by side: each waits for its servers most of the time.
  workers: 2,
  fullyParallel: false,
  projects: [
    { name: "build", testMatch: "build.spec.ts" },
    {
      name: "portal",
      testIgnore: [
        "build.spec.ts",
        "full.spec.ts",
        "replicas.spec.ts",
        "github.spec.ts",
        "faults.spec.ts",
        "git-account.spec.ts",
        "gitlab.spec.ts",
        "gitlab-faults.spec.ts",
        "**/e2e/attack/*",
        "**/e2e/size/*",
      ],
      workers: 1,
      dependencies: ["build"],
    },
    { name: "full", testMatch: ["full.spec.ts", "replicas.spec.ts"], workers: 1, dependencies: ["build"] },
    {
      name: "github",
      testMatch: ["github.spec.ts", "git-account.spec.ts", "faults.spec.ts"],
      workers: 1,
      dependencies: ["build"],
    },
    {
      name: "gitlab",
      testMatch: ["gitlab.spec.ts", "gitlab-faults.spec.ts"],
      workers: 1,
      dependencies: ["build"],
    },
    // On a demo of its own, so that what attackers leave behind is in no journey's way.
    { name: "attack", testMatch: "**/e2e/attack/*.spec.ts", workers: 1, dependencies: ["build"] },
    // After all others: how soon a portal answers says nothing where others need the processors.
    {
      name: "size",
      testMatch: "**/e2e/size/*.spec.ts",
      workers: 1,
      dependencies: ["portal", "full", "github", "gitlab", "attack"],
    },
  ],
  timeout: 120_000,
  expect: { timeout: 30_000 },
  retries: 0,
  outputDir: ".cache/test/artifacts",
  use: {
    // No trace, which takes a picture of each step: `--trace=retain-on-failure` where one is wanted.
    screenshot: "only-on-failure",
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: process.env.VITRINE_CHROMIUM,
      // Where there is no graphics card, playing one takes the processor that the servers need. Chromium's sandbox needs
      // a user that is not root; containers and CI often have only root.
      args: ["--disable-gpu", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
    },
  },
});
