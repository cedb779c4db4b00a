/** The text about one request, by component. */
export const requestMessages = {
  page: {
    title: "Request",
    loading: "the request",
    author: (name: string) => `by ${name}`,
    withdraw: "Withdraw request",
    remove: "Remove",
    progress: "Progress",
    progressOf: (name: string) => `Progress of ${name}`,
    requested: "Requested values",
    changes: "Changes",
    merge: "Merge",
    review: "Review",
    requestAgain: "Request again",
    openResource: "Open resource",
    edit: "Edit request",
  },
  failure: {
    title: "Can't load this request",
    notFound: {
      title: "Request not found",
      description: "The link may be old, mistyped or for another repository.",
      action: "View all requests",
    },
  },
  cause: {
    merge: {
      message: "This request is approved and waits for you to merge it.",
      next: "Merge the request to apply it to the cluster.",
    },
    approve: {
      message: "This request waits for your approval.",
      next: "Nothing is applied before the approval.",
    },
    objection: {
      message: (name: string) => `${name} requested changes.`,
      next: "The comment is below. Edit the request, or answer on the Git host.",
    },
    wait: "You don't need to do anything. This page shows each step as it happens.",
  },
  approval: {
    title: "Approval",
    sendBack: "Send back and close",
    changed:
      "This request, or its file in Git, changed after you opened it. This page shows the new content. Review it again.",
    follow: "Follow request",
    merge: "Merge",
    approve: "Approve",
    comment: "Comment",
    commentHint: "for the requester",
    reviews: "Reviews",
    approved: "approved",
    changesRequested: "requested changes",
    commented: "commented",
  },
  close: {
    withdraw: "Withdraw",
    sendBack: "Send back",
    title: (verb: string, name: string) => `${verb} the request for ${name}?`,
    description: "The portal closes the pull request and deletes its branch. Nothing in the cluster changes.",
    cancel: "Cancel",
  },
  action: {
    done: { approve: "approved", merge: "merged", close: "closed", refresh: "refreshed" },
    unknown: (done: string) =>
      `The portal doesn't know whether the request was ${done}, because the answer was lost. This page reads the request again until the Git host answers.`,
    slow: (done: string) =>
      `There is no answer yet, usually because the Git host is slow. Wait, or reload this page later to see whether the request was ${done}.`,
    notDone: (done: string) => `The request was not ${done}`,
    unchanged: "The Git host is reachable again, and the request is unchanged.",
    next: "Try again.",
  },
  submit: {
    error: "The pull request was not opened",
    unknown: "The portal doesn't know whether the pull request was opened",
    next: "Open the pull request again. The portal doesn't open the same request twice.",
    slow: "There is no answer yet, usually because the Git host is slow. Wait, or try again later: your entries are safe, and the portal doesn't open the same request twice.",
    amendment: {
      error: "The change was not added to the request",
      unknown: "The portal doesn't know whether the change was added to the request",
      next: "Send the change again. The portal doesn't add the same change twice.",
      slow: "There is no answer yet, usually because the Git host is slow. Wait, or try again later: your entries are safe, and the portal doesn't add the same change twice.",
    },
  },
  values: { notSet: "Not set", yes: "Yes", no: "No", empty: "Empty", emptyText: "Empty text" },
  fields: {
    table: "Changed fields",
    field: "Field",
    wholeObject: "Whole object",
    value: "Value",
    nowInGit: "Now in Git",
    before: "Before",
    whenOpened: "When opened",
    after: "After",
    inCluster: "In cluster",
    inClusterPrefix: "In cluster: ",
    sameAsGit: "Same as in Git",
    onlyDefaults: "This request uses only the defaults of the offer.",
    drift: (count: number) =>
      count === 1
        ? "1 field differs between Git and the cluster. Merging applies the value in Git."
        : `${count} fields differ between Git and the cluster. Merging applies the values in Git.`,
  },
  conflict: {
    title: "Newer change in Git",
    table: "Fields that a newer change set to other values",
    thisRequest: "This request",
    alreadyInGit: "Git already has this change, so merging this request changes nothing. Close the request.",
    otherFields: "The newer change is in other fields, but the Git host merges lines, not fields.",
    sameFields: "The two changes conflict, so nobody can merge both.",
    change: (reason: string) =>
      `${reason} Make the change again on the current version, then close this request.`,
    removal:
      "The resource changed after its removal was requested. Close this request, and request the removal again.",
    creation: "Close this request. Open the existing resource to change it, or choose another name.",
    makeAgain: "Make the change again",
  },
  findings: {
    missing: "The request is open. Add what is missing on the page of the pull request.",
    viewPullRequest: "View pull request",
    lost: (version: string, fields: readonly string[]) =>
      `${version} does not have these fields: ${fields.join(", ")}.`,
    moveTo: (version: string) => `Move to ${version}`,
    viewRequest: "View request",
    changeResource: "Change the resource",
    openResource: "Open the resource",
  },
  secrets: {
    unconfirmed: {
      title: "This request contains values that look like secrets",
      description:
        "Nobody confirmed that these values are not secrets. The portal hides them, but everyone who can read the repository can read them. If the values are secrets, replace them where they are used. Don't merge them.",
    },
    confirmed: {
      title: "Confirmed as not secret",
      description: (author: string) =>
        `These values look like secrets. ${author} confirms that they are not. Read each value and reason before you approve: merged values stay in the Git history.`,
    },
    reason: (reason: string) => `Reason: “${reason}”`,
    noReason: "The requester gave no reason.",
    sure: "Only secrets usually have this format. Approve the request only if you are certain that this value gives access to nothing.",
  },
  diff: {
    label: (path: string) => `Changes of ${path}`,
    copy: "Copy diff",
  },
} as const;
