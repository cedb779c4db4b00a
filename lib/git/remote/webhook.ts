/** Signatures of a host's webhook deliveries, checked before anything else is read of a delivery. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** A delivery as it arrived. */
export interface Delivery {
  /** By name in lower case; null where it is absent. */
  header: (name: string) => string | null;
  body: Buffer;
}

/** Checks that someone with the secret sent the delivery. Takes the same time wherever a signature differs. */
export type CheckSignature = (delivery: Delivery, secret: string) => boolean;

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
export const isSignedByGitHub: CheckSignature = ({ header, body }, secret) =>
  isSame(header("x-hub-signature-256"), `sha256=${signHex(body, secret)}`);

/**
 * https://docs.gitea.com/usage/webhooks and https://forgejo.org/docs/latest/user/webhooks/. Forgejo sends both headers, with the
 * same value.
 */
export const isSignedByGitea: CheckSignature = ({ header, body }, secret) =>
  isSame(header("x-forgejo-signature") ?? header("x-gitea-signature"), signHex(body, secret));

/** The prefix of a signing token; what follows is the key in base64. */
const SIGNING_TOKEN = "whsec_";
/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: an older delivery is a replay. */
const MAX_AGE_SECONDS = 5 * 60;

/**
 * A signing token signs the id, the time and the body. Any other secret is sent as it is.
 * https://docs.gitlab.com/user/project/integrations/webhooks/
 */
export const isSignedByGitLab: CheckSignature = ({ header, body }, secret) => {
  if (!secret.startsWith(SIGNING_TOKEN)) return isSame(header("x-gitlab-token"), secret);
  const [id = "", time = ""] = [header("webhook-id") ?? "", header("webhook-timestamp") ?? ""];
  if (!/^\d{1,12}$/.test(time) || Math.abs(Date.now() / 1000 - Number(time)) > MAX_AGE_SECONDS) return false;
  const key = Buffer.from(secret.slice(SIGNING_TOKEN.length), "base64");
  const signed = createHmac("sha256", key).update(`${id}.${time}.`).update(body).digest("base64");
  const given = (header("webhook-signature") ?? "").split(" ");
  return given.some((one) => isSame(one, `v1,${signed}`));
};

function signHex(body: Buffer, secret: string): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}

/** Compares digests, which have equal lengths. */
function isSame(given: string | null, expected: string): boolean {
  if (given === null) return false;
  const [one, other] = [given, expected].map((text) => createHash("sha256").update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
