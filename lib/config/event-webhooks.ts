import { z } from "zod";
import { hasOneSecret, secretKeys } from "#lib/config/secret";

/** What can happen to a request, in this order. A closed request is not merged. */
export const REQUEST_EVENTS = [
  "request.opened",
  "request.approved",
  "request.merged",
  "request.closed",
  "request.synced",
  "request.ready",
  "request.failed",
] as const;

export type RequestEventName = (typeof REQUEST_EVENTS)[number];

/** Hosts of this machine. */
export const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

const eventWebhook = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .refine((url) => url.startsWith("https:") || LOOPBACK.test(new URL(url).hostname), {
        message: "only a receiver on loopback can do without HTTPS",
      })
      .refine((url) => new URL(url).username === "" && new URL(url).password === "", {
        message: "the address must not hold a password: the signature proves the sender",
      })
      .describe("the address of the receiver, such as https://hooks.example.com/vitrine"),
    ...secretKeys("secret", "the secret of the signature, `whsec_` and 24 to 64 bytes in Base64"),
    events: z
      .array(z.enum(REQUEST_EVENTS))
      .min(1)
      .optional()
      .describe(`the events to send, of ${REQUEST_EVENTS.join(", ")}; default: all`),
  })
  .refine(...hasOneSecret("secret"));

/** A receiver of events. */
export type EventWebhook = z.infer<typeof eventWebhook>;

export const eventWebhooks = z.array(eventWebhook).max(10);
