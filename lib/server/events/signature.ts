import { createHmac } from "node:crypto";

const PREFIX = "whsec_";
/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme */
const SHORTEST_BYTES = 24;
const LONGEST_BYTES = 64;

/** The key in a secret of Standard Webhooks; undefined for any other text. */
export function parseWebhookSecret(secret: string): Buffer | undefined {
  const [, encoded = ""] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const key = Buffer.from(encoded, "base64");
  const isWhole = `${PREFIX}${key.toString("base64")}` === secret;
  return isWhole && key.length >= SHORTEST_BYTES && key.length <= LONGEST_BYTES ? key : undefined;
}

/**
 * The headers of a signed delivery.
 * @param at seconds since 1970
 */
export function signDelivery(id: string, at: number, body: string, key: Buffer): Record<string, string> {
  const signature = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(at), "webhook-signature": `v1,${signature}` };
}
