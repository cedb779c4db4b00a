import type { ResolvedReference, ResolvedScope } from "#lib/kubernetes/objects/reference";

/** The signed-in person, as the API server and Git know them. */
export interface Identity {
  /** Kubernetes user name, also the Git actor's id. */
  user: string;
  /** The readable name. */
  name: string;
  email: string;
  groups: string[];
  /** How they signed in: `guest`, `demo`, `setup`, `token`, or the id of an identity provider. */
  via: string;
  /** The person's token for the Git host that they signed in with. Only `actorOf` may read it: no response, log or error may contain it. */
  gitToken?: string;
  /** Accounts of Git hosts that the person connected to this session. */
  gitAccounts?: readonly GitAccount[];
}

/** An account of a Git host, beside the sign-in. */
export interface GitAccount {
  /** Id of the host among the sign-ins of the configuration. */
  via: string;
  login: string;
  /** As `Identity.gitToken`. */
  token: string;
}

/**
 * A person's action. `decide` converts it to Kubernetes attributes. Read actions have a resolved reference
 * and never an address, because an address can have a namespace for a cluster-scoped kind.
 */
export type Action =
  | { action: "see-entry"; cluster: string; group: string; resource: string; name: string }
  | { action: "request"; cluster: string; group: string; resource: string; namespace?: string }
  | { action: "approve"; cluster: string; group: string; resource: string; namespace?: string }
  | { action: "read"; object: ResolvedReference }
  /** All objects of the scope. */
  | { action: "list"; scope: ResolvedScope }
  | { action: "refresh"; object: ResolvedReference }
  /** See the page Diagnostics. */
  | { action: "diagnose"; cluster: string };

export interface Decision {
  allowed: boolean;
  /** Why it is not allowed, and who can help; empty when allowed. */
  reason: string;
}
