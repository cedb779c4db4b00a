/** The webhook of the demo's Git host, through which the portal sees changes at once. */
import { randomBytes } from "node:crypto";

export interface DemoWebhook {
  /** Where the host delivers. */
  url: string;
  /** What the host and the portal know. */
  secret: string;
}

/** @param repository its name in the ids of requests */
export function describeWebhook(portalUrl: string, repository: string): DemoWebhook {
  return {
    url: `${portalUrl}/api/v1/webhooks/${repository}`,
    secret: randomBytes(32).toString("hex"),
  };
}
