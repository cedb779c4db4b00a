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
  fix: {
    title: "Fix",
    code: (title: string) => `fix for “${title}”`,
    docs: (page: string) => `More in docs/${page}`,
  },
} as const;
