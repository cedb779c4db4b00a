/** The parts of a running stand-in that its edges (REST, GraphQL, pages, Git) share. */

import type { Grants, OAuthClient } from "#demo/stand-ins/gitlab/oauth/grants";
import type { Viewer } from "#demo/stand-ins/gitlab/state/access";
import type { State } from "#demo/stand-ins/gitlab/state/types";
import type { Limits, RateLimits } from "#demo/stand-ins/gitlab/tokens/rate-limits";
import type { Webhooks } from "#demo/stand-ins/gitlab/webhooks";
import type { CallLog } from "#demo/stand-ins/http/call-log";
import type { Faults } from "#demo/stand-ins/http/faults";
import type { Sessions } from "#demo/stand-ins/pages/session";
import type { Tokens } from "#demo/stand-ins/tokens/tokens";

export interface Host {
  /** `http://127.0.0.1:<port>` */
  url: string;
  state: State;
  tokens: Tokens<Viewer>;
  /** The application that signs people in. */
  client: OAuthClient;
  grants: Grants;
  /** Of browsers. */
  sessions: Sessions;
  webhooks: Webhooks;
  /** Can be changed while the stand-in runs. */
  limits: Limits;
  rateLimits: RateLimits;
  faults: Faults;
  calls: CallLog;
  /** Requests and answers that do not match GitLab's published descriptions. */
  violations: string[];
}
