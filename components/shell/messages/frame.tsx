/** The text of the frame around every page, by component. */
export const shellMessages = {
  navigation: {
    label: "Main",
    catalog: "Catalog",
    resources: "Resources",
    requests: "My requests",
    requestsShort: "Requests",
    approvals: "Approvals",
    diagnostics: "Diagnostics",
    search: "Search",
    searchEverything: "Search everything",
    waiting: " waiting",
    menu: (name: string | undefined) => (name === undefined ? "Menu" : `${name}: menu`),
    you: "You",
    skip: "Skip to content",
  },
  freshness: {
    label: "Data freshness",
    live: (cluster: string) => `${cluster} · live`,
    liveTip: (cluster: string) => `You see the current state of the cluster “${cluster}”.`,
    connecting: (cluster: string) => `${cluster} · connecting`,
    connectingTip: (cluster: string) => `The portal is reading the cluster “${cluster}” for the first time.`,
    unreachable: (name: string) => `${name} · unreachable`,
    unreachableTip: (cluster: string, since: string | undefined) =>
      since === undefined
        ? `The cluster “${cluster}” isn't answering. The portal keeps trying.`
        : `The cluster “${cluster}” hasn't answered since ${since}. The portal keeps trying.`,
    portal: "Portal",
    portalTip: "This page can't reach the portal and keeps trying.",
  },
  demo: {
    failed: (part: string) => `${part} did not start`,
    starting: (part: string) => `${part} is still starting`,
    severalStarting: (count: number) => `${count} parts are still starting`,
    part: (name: string, detail: string) => `${name}: ${detail}`,
  },
  outage: {
    portal: "The portal",
    unreachable: (names: readonly string[], time: string | undefined) => {
      const data = time === undefined ? "The portal has no data yet." : `Showing data from ${time}.`;
      return `${names.join(" and ")} ${names.length > 1 ? "are" : "is"} unreachable. ${data} Reconnecting.`;
    },
    git: "Git is unreachable. Data from Git may be stale, and new requests are blocked. Reconnecting.",
  },
  menu: {
    theme: "Theme",
    themes: { light: "Light", dark: "Dark", system: "System" },
    settings: "Settings",
    signOut: "Sign out",
  },
  readyToast: (name: string) => `${name} is ready.`,
} as const;
