import type { ReactNode } from "react";

/** The text of the review step, by component. A page loads it with that step. */
/** "1 error", "3 errors". */
const countErrors = (count: number) => (count === 1 ? "1 error" : `${count} errors`);

export const reviewMessages = {
  review: {
    error: "Can't check this request",
    requested: "Requested values",
    changes: "Changes",
    unchanged: {
      title: "No changes yet",
      description:
        "The file in Git already has these values, so there is no pull request to open. Change a field first.",
    },
    unchangedRequest: {
      title: "No changes yet",
      description: "Your open request already has these values. Change a field first.",
    },
    fix: (count: number) => `Fix ${countErrors(count)}`,
    fixField: (label: string) => `Fix ${label || "the form"}`,
    fixAction: "Fix",
    sources: {
      schema: "API schema",
      cel: "API rule",
      server: "Cluster",
      git: "Git",
      portal: "Portal",
      secret: "Secret check",
    },
    newFile: "New file",
    changedFile: "Changed file",
    showAs: "Show the file as",
    diff: "Diff",
    yamlOf: (path: string) => `YAML of ${path}`,
    loading: "the checks",
  },
  amended: {
    title: "New in this change",
    goesTo: (request: ReactNode) => <>The portal adds a commit to request {request}.</>,
    before: "Now in the request",
    whole: "The whole request",
  },
  target: {
    title: "Where the pull request goes",
    repository: "Repository",
    branch: "Target branch",
  },
  checks: {
    valid: "The form is valid",
    accepted: "The cluster accepts the resource",
    unchanged: "Applying the file changes nothing",
    notChecked: (reason = "") => `Not checked by the cluster: ${reason}`,
    warning: (warning: string) => `Warning from the cluster: ${warning}`,
    unchecked: (count: number) =>
      count === 1
        ? "The portal can't check 1 rule. The cluster checks it."
        : `The portal can't check ${count} rules. The cluster checks them.`,
  },
} as const;
