/** The text of the pages for the platform team. */
export const platformMessages = {
  page: {
    title: "Diagnostics",
    checkedAt: "Checked at ",
    checkAgain: "Check again",
    error: "Can't check the portal",
    loading: "the checks of clusters, Git and sign-in",
  },
  summary: {
    label: "Summary",
    done: "Everything works",
    doneDetail: "The portal has all that it needs.",
    todo: (count: number) =>
      count === 1 ? "1 thing needs your attention" : `${count} things need your attention`,
    todoDetail: "Each has its fix. Apply the fix, then check again.",
    states: {
      failed: (count: number) => `${count} failed`,
      warning: (count: number) => (count === 1 ? "1 warning" : `${count} warnings`),
      unknown: (count: number) => `${count} not checked`,
      ok: (count: number) => `${count} OK`,
    },
  },
  states: { ok: "OK", warning: "Warning", failed: "Failed", unknown: "Not checked" },
  group: {
    allOk: (count: number) => (count === 1 ? "1 check is OK" : `All ${count} checks are OK`),
    restOk: (count: number) => (count === 1 ? "1 more check is OK" : `${count} more checks are OK`),
  },
  operation: {
    versions: "Versions",
    watches: "Watches",
    kind: "Kind",
    core: "core",
    cluster: "Cluster",
    place: (cluster: string, namespace: string | undefined) =>
      namespace === undefined ? cluster : `${cluster}, namespace ${namespace}`,
    objects: "Objects",
    objectCount: (count: number) => (count === 1 ? "1 object" : `${count.toLocaleString("en")} objects`),
    state: "State",
    states: { live: "Live", connecting: "Connecting", away: "Failing", absent: "Not served" },
    changed: "Last change",
    failures: "Failures",
    failureCount: (count: number) =>
      count === 0 ? "No failures" : count === 1 ? "1 failure" : `${count} failures`,
    load: "Load",
    reviews: (cluster: string) => `Access reviews in ${cluster}`,
    reviewFigures: (answered: number, cached: number, failed: number, milliseconds: number | undefined) =>
      [
        `${answered.toLocaleString("en")} answered`,
        ...(milliseconds === undefined ? [] : [`${milliseconds.toFixed(1)} ms on average`]),
        `${cached.toLocaleString("en")} from the cache`,
        `${failed.toLocaleString("en")} failed`,
      ].join(", "),
    plans: "Checks of inputs",
    planFigures: (running: number, waiting: number) => `${running} running, ${waiting} waiting`,
    streams: "Event streams",
    streamFigures: (streams: number, topics: number) => `${streams} open, ${topics} topics followed`,
    memory: (kind: string) => `Memory: ${kind}`,
    memoryFigures: (items: number, bytes: number, budget: number) =>
      `${items.toLocaleString("en")} items, ${(bytes / 2 ** 20).toFixed(1)} of ${(budget / 2 ** 20).toFixed(0)} MiB`,
  },
  bundle: {
    title: "Support bundle",
    text: "One JSON file with this page, the configuration and the last warnings of the log. It contains no secrets.",
    action: "Download bundle",
  },
  fix: {
    title: "Fix",
    code: (title: string) => `fix for “${title}”`,
    docs: (page: string) => `More in docs/${page}`,
  },
} as const;
