import type { ReactNode } from "react";

/** "1 error", "3 errors". */
const countErrors = (count: number) => (count === 1 ? "1 error" : `${count} errors`);

const inNamespace = (namespace: string) => namespace && ` in ${namespace}`;

/** The text of the request form, by component. */
export const formMessages = {
  page: {
    catalog: "Catalog",
    change: (name: string) => `Change ${name}`,
    amend: (name: string) => `Edit the request for ${name}`,
    create: (offer: string) => `New ${offer}`,
    review: (name: string) => `Review ${name}`,
    goneTitle: "Offer not found",
    error: "Can't load the form",
    loading: "the form",
    backTo: (name: string) => `Back to ${name}`,
    gone: {
      title: "This offer is not available",
      description:
        "The platform team withdrew this offer, or you don't have access to it. This browser keeps your draft in case the offer returns.",
      action: "Back to the catalog",
    },
    noForm: {
      title: "This offer has no form",
      schema: "The portal can't show the schema of this offer as a form.",
      owner: (owner: string) => `${owner} owns this offer.`,
      next: "This page updates automatically when the form is available.",
    },
  },
  changePage: {
    error: (name: string) => `Can't load the file of ${name}`,
    notInGit: {
      title: (name: string) => `${name} is not in Git`,
      reason:
        "A change is a pull request, but this resource has no file in Git. Open the resource to adopt it, or ask the platform team.",
    },
    unchangeable: {
      title: (name: string) => `You can't change ${name} in a form`,
      reason: (why: string, path: string) => `${why} The file is ${path}.`,
      withheld: (reason: string) => `${reason} Change the file in the repository.`,
      noAccess:
        "This resource has no form, or you don't have access to change it. Ask the platform team for help.",
    },
  },
  adoptPage: {
    title: (name: string) => `Adopt ${name}`,
    intro: (name: string) =>
      `The portal proposes a file that describes ${name} as the cluster has it. After the merge, you change ${name} through Git.`,
    error: (name: string) => `Can't propose a file for ${name}`,
    withheld: (name: string) => `You can't adopt ${name} in the portal`,
  },
  amendPage: {
    error: (id: string) => `Can't load request ${id}`,
    title: "You can't edit this request in a form",
    noOffer: "No offer that you can see has the form of this resource.",
    noAccess: "You don't have access to change this resource. Ask the platform team for help.",
    action: "Back to the request",
  },
  amending: {
    added: (id: string) => `The portal adds your change to your open request ${id}.`,
    approved: (people: readonly string[]) =>
      ` ${people.join(" and ")} approved the request. After your change, the request needs a new approval.`,
    second: "Open a second request instead",
    closed: "This request is no longer open. This browser keeps your draft.",
  },
  header: {
    startFrom: "Start from…",
    paste: "Paste a manifest",
    discard: "Discard draft",
    saved: (time: string) => `Draft saved ${time}`,
    notSaved: "Draft not saved: browser storage is full or blocked",
  },
  step: {
    view: "Show",
    form: "Form",
    yaml: "YAML",
    back: "Back to the form",
    open: "Open pull request",
    amend: "Add to pull request",
    cancel: "Cancel",
    review: "Review",
  },
  blocked: {
    offerGone: "This offer is no longer available.",
    fileGone: (name: string) => `${name} is no longer in Git.`,
    requestClosed: "This request is no longer open.",
    checking: "Wait for the checks to finish.",
    refused: "Fix the errors first.",
  },
  footer: {
    fix: (count: number) => `Fix ${countErrors(count)}:`,
    fewer: "Show fewer",
    more: (count: number) => `and ${count} more`,
    whole: "The whole form",
  },
  field: {
    required: "Required",
    set: "Set",
    notSet: "Not set",
    yes: "Yes",
    no: "No",
    on: "On",
    off: "Off",
    choose: "Choose",
    reset: "Reset",
    resetField: (label: string) => `Reset ${label}`,
    withDefault: (label: string) => `${label} (default)`,
    locked: "Set by the platform team",
    hiddenCharacters: (text: string) => `With hidden characters: ${text}`,
  },
  choiceOfFields: {
    one: "Choose one",
    several: "Choose the fields to set",
    reset: "Reset the choice",
    label: "the choice",
  },
  help: {
    label: (field: string) => `About ${field}`,
    field: "Field",
    copy: "Copy the field path",
    facts: {
      reason: "Edited as YAML",
      default: "Default",
      example: "Example",
      unit: "Unit",
      range: "Range",
      pattern: "Pattern",
      format: "Format",
    },
  },
  fold: {
    set: (count: number) => `${count} set`,
    changed: (count: number) => `${count} changed`,
    fix: (count: number) => `${count} to fix`,
    foldAll: "Fold all",
    unfoldAll: "Unfold all",
  },
  liveChoice: {
    loading: "Loading choices from the cluster.",
    unknown: (value: string, where: string, isTruncated: boolean) =>
      isTruncated
        ? `${value} is not among the first 500 choices${where}. `
        : `${value} is not one of the choices${where}. `,
    none: (kind: string, where: string) => `There is no ${kind}${where} yet. `,
    truncated: "Only the first 500 choices are listed. ",
    stale: (time: ReactNode) => <>The cluster is unreachable. These choices are from {time}.</>,
    where: (parents: readonly string[]) => (parents.length > 0 ? ` in ${parents.join(" and ")}` : ""),
  },
  original: {
    notSet: "not set",
    was: (value: string) => `Was ${value}`,
    undo: "Undo",
    undoField: (label: string) => `Undo ${label}`,
  },
  quantity: {
    units: {
      k: "thousand",
      M: "million",
      G: "billion",
      Ki: "KiB",
      Mi: "MiB",
      Gi: "GiB",
      Ti: "TiB",
      Pi: "PiB",
    },
    cores: (cores: number) =>
      cores === 0.5 ? "half a CPU core" : `${cores} CPU ${cores === 1 ? "core" : "cores"}`,
  },
  secret: {
    name: "Name of the Secret",
    key: "Key in the Secret",
    nameLabel: (field: string) => `Secret of ${field}`,
    keyLabel: (field: string) => `Key of ${field}`,
    onlyName: "Only the name goes to Git.",
  },
  rail: {
    label: "Fields",
    find: "Find a field",
    essentials: "Essentials",
    filter: "Show only",
    filters: { set: "Set", required: "Required", fix: "To fix" },
    inItems: "In each item of ",
    found: (count: number, most: number, query: string) => {
      if (count === 0) return query ? `No field matches “${query}”.` : "No fields.";
      if (count > most) return `Showing ${most} of ${count} fields. Type more to narrow the search.`;
      return `${count} ${count === 1 ? "field" : "fields"}`;
    },
  },
  place: {
    name: "Name",
    namespace: "Namespace",
    nameHint: "Use letters a–z, digits and hyphens.",
    nameRemoving:
      "The cluster is still removing a resource with this name. It creates the new resource after that.",
    nameMerged: "A merged request wrote a file with this name. The file may still be in Git.",
    nameFree: (namespace: string) => `Free${inNamespace(namespace)}`,
    chooseNamespace: "Choose a namespace",
    namespaceHint: "The namespace of the new resource.",
    noNamespace: "You can't request this in any namespace. Ask the platform team for access.",
    unknownNamespace: "As far as the portal knows, you can't request this in this namespace.",
    exists: (name: string, namespace: string) =>
      `${name} already exists${inNamespace(namespace)}. Choose another name.`,
    requested: (name: string, namespace: string) =>
      `${name} is already requested${inNamespace(namespace)}. Choose another name.`,
    namespaceRequired: "Namespace is required.",
    clusterScope: "This resource belongs to the whole cluster. Remove the namespace.",
    fixedName: (name: string) => `A change can't rename a resource. Set the name back to ${name}.`,
    fixedNamespace: (namespace: string) =>
      `A change can't move a resource. Set the namespace back to ${namespace}.`,
  },
  version: {
    label: "Version",
    hint: "Each version has its own form. The form keeps your entries.",
    deprecated: "This version is deprecated. Choose a newer one.",
    deprecatedName: (name: string) => `${name} (deprecated)`,
    defaultName: (name: string) => `${name} (default)`,
  },
  notices: {
    fileGone: (name: string) =>
      `${name} is no longer in Git, so you can't change the resource. This browser keeps your draft.`,
    offerGone: "This offer is no longer available. This browser keeps your draft in case the offer returns.",
    notRequestable: "You can't request this offer now.",
    draftSafe: "Your draft is safe.",
    formChanged: (time: string) => `The owner changed this form at ${time}. The form keeps your entries.`,
    unknownField: (field: string) => `${field} is not a field of this offer. The cluster would drop it.`,
    remove: "Remove",
    draft: "The form shows your saved draft.",
    discard: "Start over",
    unservedFile: (inFile: string, version: string) =>
      `The file in Git uses version ${inFile}, which the cluster no longer serves. This change writes ${version}.`,
    openRemoval: (person: string) => `${person} requested to remove this resource.`,
    openChange: (person: string) => `${person} requested a change to this resource that is not merged yet.`,
    viewRequest: "View request",
  },
  movedFile: {
    description: "Someone changed this file. You can continue with your changes on the current file.",
    compare: "Compare",
    start: "Start from the current file",
  },
  movedRequest: {
    error: (id: string, detail: string) => `Can't load request ${id}. ${detail}`,
    newValues: (id: string, version: string) => `The values are from request ${id}, now for ${version}.`,
    changedValues: (id: string, version: string) =>
      `The values are from the file in Git with the changes of request ${id}, now for ${version}.`,
    lost: (version: string, fields: readonly string[]) =>
      ` ${version} does not have these fields, so they are left out: ${fields.join(", ")}.`,
    closes: (id: string) => ` The new pull request closes request ${id}.`,
  },
  secretAnswer: {
    comments: "Comments",
    finding: (label: string, message: string) => `${label}: ${message}`,
    remove: "Remove",
    removeValue: (label: string) => `Remove the value of ${label}`,
    notSecret: "This is not a secret",
    notSecretField: (label: string) => `This is not a secret: ${label}`,
    draft: "The draft does not keep this value.",
    question: (label: string) => `Why is ${label} not a secret?`,
    hint: "The approver sees the value and your reason. Everyone who can read the repository can read both.",
    reasonLength: (most: number) => `Enter a reason of 1 to ${most} characters.`,
    confirm: "Confirm",
    cancel: "Cancel",
  },
  rows: {
    add: "Add",
    addTo: (title: string) => `Add to ${title}`,
    removed: "Removed.",
    undo: "Undo",
    moveUp: (item: string) => `Move ${item} up`,
    moveDown: (item: string) => `Move ${item} down`,
    isFirst: "This is the first item.",
    isLast: "This is the last item.",
    remove: (item: string) => `Remove ${item}`,
    newEntry: "the new entry",
    key: "Key",
    keyOf: (entry: string) => `Key of ${entry}`,
    valueOf: (entry: string) => `Value of ${entry}`,
    hiddenKey: (key: string) => `Key: ${key}`,
    sameKey: (key: string) => `The key ${key} already exists. Enter another key.`,
    noKey: "Enter a key for this entry.",
    find: (count: number) => `Find in ${count.toLocaleString("en")} rows`,
    findIn: (count: number, list: string) => `Find in the ${count} rows of ${list}`,
    noMatch: "No row matches.",
    place: (at: number, count: number) => `${at} of ${count}`,
  },
  startFrom: {
    label: "Start from",
    placeholder: "An example or a resource",
    resource: (name: string, namespace: string | undefined) => (namespace ? `${name} in ${namespace}` : name),
    unreadable: "Can't read this example. Tell the owner of the offer.",
    loading: "Loading the resource.",
    none: "There are no examples, and no resources that you can see.",
    hint: "This replaces your entries.",
    started: (from: string) => `The form has the values of ${from}, but not its name.`,
    undo: "Undo",
    close: "Close",
    cancel: "Cancel",
  },
  manifest: {
    title: "YAML",
    copy: "Copy YAML",
    label: "YAML of the manifest",
    hint: "The form and the YAML update each other. Press Ctrl-Space for suggestions.",
    problems: (count: number) =>
      `${count === 1 ? "1 problem" : `${count} problems`}. Press F8 to go to the next one.`,
    problemAt: (line: number, message: string) => `Line ${line}: ${message}`,
    lastValid: "The form shows the last valid YAML.",
    restore: "Restore",
    pasted: "Pasted. The form shows the values.",
    leftOut: (fields: readonly string[]) =>
      `Left out, because the cluster writes these fields: ${fields.join(", ")}. `,
    oneOf: (count: number) => `Used the one document of ${count} that matches this offer. `,
    unknownField: "Not in this API's schema. The API server drops this field.",
    otherVersion: (version: string, own: string) =>
      `The cluster also serves ${version}, but this form is for ${own}. Change apiVersion to use this manifest.`,
    unservedVersion: (version: string, own: string) =>
      `The cluster doesn't serve ${version}. Change apiVersion to use this manifest as ${own}.`,
    noOffer: "No offer that you can see matches this manifest.",
    otherOffer: (offer: ReactNode) => <>This manifest belongs to {offer}.</>,
  },
  yaml: {
    label: (field: string) => `YAML of ${field}`,
    rest: "YAML of other fields",
    notObject: "Enter fields: `key: value` on each line.",
    notList: "Enter a list: `- item` on each line.",
    hasField: (key: string) => `${key} has its own field. Set the value there.`,
  },
} as const;
