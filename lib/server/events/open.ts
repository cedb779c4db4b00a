import "server-only";
import { openReceiver } from "#lib/server/events/delivery";
import { type Following, followRequests } from "#lib/server/events/follower";
import type { Portal } from "#lib/server/portal";

/**
 * Sends the events of requests to the receivers of the configuration, until it is closed. Without a receiver it does nothing.
 * @param pauses milliseconds before each further attempt; default: five attempts in about ten minutes
 */
export function openEvents(portal: Portal, pauses?: readonly number[]): Following {
  const { eventWebhooks } = portal.config;
  if (eventWebhooks.length === 0) return { whenStarted: async () => undefined, close: () => undefined };
  const receivers = eventWebhooks.map((webhook) => openReceiver(webhook, pauses));
  const following = followRequests(portal, (event) => {
    for (const receiver of receivers) receiver.send(event);
  });
  return {
    whenStarted: following.whenStarted,
    close() {
      following.close();
      for (const receiver of receivers) receiver.close();
    },
  };
}
