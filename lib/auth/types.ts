import type { ResolvedReference, ResolvedScope } from "#lib/kubernetes/objects/reference";

/** The signed-in person, as the API server and Git know them. */
export interface Identity {
  /** Kubernetes user name, also the Git actor's id. */
  user: string;
  /** For people. */
  name: string;
  email: string;
  groups: string[];
  /** How they signed in. */
  via: "guest" | "demo" | "token" | "gitea";
  /** Acts as them in Gitea. It is for `actorOf` alone: it belongs in no answer, log or error. */
  gitToken?: string;
}

/**
 * What a person wants to do, in the portal's words. `decide` turns it into Kubernetes attributes. Reading takes a
 * resolved reference, never an address: the namespace of an address says nothing about a cluster-scoped kind.
 */
export type Action =
  | { action: "see-entry"; cluster: string; group: string; resource: string; name: string }
  | { action: "request"; cluster: string; group: string; resource: string; namespace?: string }
  | { action: "approve"; cluster: string; group: string; resource: string; namespace?: string }
  | { action: "read"; object: ResolvedReference }
  /** All objects of the scope. */
  | { action: "list"; scope: ResolvedScope }
  | { action: "refresh"; object: ResolvedReference };

export interface Decision {
  allowed: boolean;
  /** Why not, with who can help; empty when allowed. */
  reason: string;
}
