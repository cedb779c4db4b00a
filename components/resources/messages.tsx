import type { ReactNode } from "react";

/** The text about resources, by component. */
export const resourceMessages = {
  page: {
    catalog: "Catalog",
    views: (name: string) => `Views of ${name}`,
    overview: "Overview",
    graph: "Graph",
    yaml: "YAML",
    yamlOf: (name: string) => `YAML of ${name}`,
    events: "Events",
    change: "Change",
    adopt: "Adopt",
    remove: "Remove",
    gone: (name: string) => `${name} is no longer in the cluster`,
    absent: (name: string) => `${name} is not in the cluster`,
    error: (name: string) => `Can't load ${name}`,
    fileInGit: (path: string) =>
      `The file ${path} in Git describes this resource. The GitOps agent has not applied the file yet, or the cluster refused it. If the file is wrong, change or remove it.`,
    created: (age: ReactNode) => <>created {age}</>,
    inGit: "In Git",
    notInGit: "Not in Git",
  },
  overview: {
    conditions: "Conditions",
    requests: "Requests",
    requestsFor: (name: string) => `Requests for ${name}`,
  },
  owners: {
    ownedBy: "Owned by",
    owner: (kind: string, name: string) => `${kind} ${name}`,
  },
  results: {
    title: "Results",
    self: "This resource",
    copy: (name: string) => `Copy ${name}`,
  },
  origin: {
    commit: (author: string, path: string, commit: ReactNode, age: ReactNode) => (
      <>
        No request created this resource. {author} committed {path} in {commit}, {age}.
      </>
    ),
    file: (path: string) => `No request created this resource. Its file in Git is ${path}.`,
    agent: (agent: string) =>
      `No request created this resource. ${agent} applies it from a file that the portal did not find.`,
    incomplete: "The portal found no request for this resource, but it could not read everything.",
    cluster:
      "No request created this resource, and it has no file in Git. Someone created it directly in the cluster.",
    kratix: (kind: string, name: ReactNode) => (
      <>
        Kratix created this resource for {kind} {name}. To change this resource, change that {kind}.
      </>
    ),
  },
  sync: {
    label: "Git",
    states: {
      "in-step": "Synced with Git",
      waiting: "Not applied yet",
      differs: "Differs from Git",
      failed: "Apply failed",
      kept: "Kept without a file in Git",
      "not-in-git": "Not in Git",
      unknown: "In Git",
    },
    health: "Health",
    details: (agent: string) => `Full message from ${agent}`,
    refresh: (agent: string) => `Ask ${agent} to check Git`,
    refreshed: (agent: string) => `The portal asked ${agent} to check Git. This page shows the result.`,
  },
  names: {
    kind: "Kind",
    api: "API",
    namespace: "Namespace",
    name: "Name",
    cluster: "Cluster",
    file: "File in Git",
  },
  conditions: {
    label: "Conditions",
    type: "Condition",
    status: "Status",
    since: "Since",
    empty: "This object reports no conditions.",
  },
  parts: {
    title: "Parts",
    name: "Name",
    kind: "Kind",
    relation: "Relation",
    state: "State",
    message: "Message",
    age: "Age",
    showGraph: "Show graph",
    empty: "This resource has no parts, or has not created them yet.",
    showAll: (count: number) => `Show all ${count}`,
    counts: "Parts by state",
  },
  events: {
    label: "Events",
    error: "Can't load the events",
    loading: "the events",
    empty: {
      title: "No events",
      description: "Kubernetes keeps events for an hour. It recorded none in that time.",
    },
    warning: "Warning",
    lastSeen: "Last seen",
    reason: "Reason",
    message: "Message",
    source: "Source",
    count: "Count",
    times: (count: number) => `${count} times`,
  },
  dryRuns: {
    title: "Dry runs",
    started: (age: ReactNode) => <>started {age}</>,
    files: "Files that the request would write",
  },
  next: {
    missing: "This object should exist, but doesn't. If it stays missing, show this to the platform team.",
    notCreatedYet: "You don't need to do anything. The object appears here when it is created.",
    noAccess: "Ask the platform team if you need access to this object.",
    secret: "Read the Secret with kubectl, if you have access to it.",
    kindNotServed: "Ask the platform team to install the API that serves this kind.",
    otherCluster: "Ask the platform team for the state of the object in that cluster.",
    platformTeam: "Show this to the platform team.",
    file: (path: string) =>
      `If a value is wrong, correct it in ${path}. Otherwise show this to the platform team.`,
  },
  remove: {
    title: (name: string) => `Remove ${name}?`,
    description: (parts: number | undefined) =>
      `This opens a pull request that removes the file of the resource. ${describeLoss(parts)}`,
    cancel: "Cancel",
    confirm: "Open pull request",
  },
} as const;

/** The effect of the merge; `parts` is undefined where the portal did not read the cluster. */
function describeLoss(parts: number | undefined): string {
  if (parts === undefined) return "After the merge, the resource is deleted if it is in the cluster.";
  if (parts === 0) return "After the merge, the resource and its data are deleted.";
  return `After the merge, the resource, its ${parts === 1 ? "part" : `${parts} parts`} and all their data are deleted.`;
}
