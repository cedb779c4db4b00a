/** The parts of a running stand-in that its edges (REST, GraphQL, pages, Git) share. */

import type { Grants, OAuthClient } from "#demo/stand-ins/github/oauth/grants";
import type { Links } from "#demo/stand-ins/github/rest/links";
import type { Viewer } from "#demo/stand-ins/github/state/access";
import type { State } from "#demo/stand-ins/github/state/types";
import type { GitHubApp } from "#demo/stand-ins/github/tokens/app";
import type { Limits, RateLimits } from "#demo/stand-ins/github/tokens/rate-limits";
import type { Webhooks } from "#demo/stand-ins/github/webhooks";
import type { CallLog } from "#demo/stand-ins/http/call-log";
import type { Faults } from "#demo/stand-ins/http/faults";
import type { Sessions } from "#demo/stand-ins/pages/session";
import type { Tokens } from "#demo/stand-ins/tokens/tokens";

export interface Host {
  /** Of browsers. */
  sessions: Sessions;
  /** Applications that sign people in. */
  clients: readonly OAuthClient[];
  grants: Grants;
  webhooks: Webhooks;
  state: State;
  links: Links;
  tokens: Tokens<Viewer>;
  app: GitHubApp;
  /** Can be changed while the stand-in runs. */
  limits: Limits;
  rateLimits: RateLimits;
  faults: Faults;
  calls: CallLog;
  /** Requests and answers that do not match GitHub's published descriptions. */
  violations: string[];
}
