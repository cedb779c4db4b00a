/** The cookies of a connected Git account, and of a connection that is under way. Both belong to one session. */
import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import type { ProviderTokens } from "#lib/auth/providers/types";
import { formatCookieAttributes, nameCookie } from "#lib/auth/session/cookie-names";
import { SESSION_SECONDS } from "#lib/auth/session/session";
import type { ReadCookie } from "#lib/auth/session/session-cookie";
import type { Config } from "#lib/config/config";
import type { ConfiguredSignIn } from "#lib/config/sign-in";

/** Each kind of cookie has its own key, so that none can stand for another or for a session. */
const SALTS = { account: "vitrine git account", pending: "vitrine git account pending" };

/** As long as next-auth keeps the secrets of a sign-in. */
const PENDING_SECONDS = 15 * 60;

/** Characters. A browser keeps 4,096 bytes for a cookie with its name and attributes. */
const LONGEST = 3_800;

const belonging = z.object({
  /** The session. */
  sid: z.string(),
  /** The person of the session. */
  sub: z.string(),
  via: z.string(),
  /** The address of the Git host: its tokens go to no other, even if the id moves to another host. */
  at: z.string(),
});

const accountPayload = belonging.extend({
  access: z.string(),
  refresh: z.string().optional(),
  expiresAt: z.number().optional(),
});

const pendingPayload = belonging.extend({ state: z.string().min(1), verifier: z.string().min(1) });

/** The secrets of a connection that is under way. */
export type PendingSecrets = Pick<z.infer<typeof pendingPayload>, "state" | "verifier">;

/** A session and its person. */
export interface SessionOwner {
  id: string;
  user: string;
}

type CookieConfig = Pick<Config, "url" | "secret">;
/** A sign-in with a Git host, which people can connect an account of. */
export type ConfiguredHost = Exclude<ConfiguredSignIn, { provider: "oidc" }>;

const nameAccount = (url: string, id: string) => nameCookie(url, `git-${id}`);
const namePending = (url: string, id: string) => nameCookie(url, `connect-${id}`);

/** Whether the call has a cookie of this account, valid or not. */
export function hasAccountCookie(cookie: ReadCookie, { url }: CookieConfig, id: string): boolean {
  return cookie(nameAccount(url, id)) !== undefined;
}

/** The tokens of the account that this session is connected to; undefined for any other cookie. */
export async function readAccountCookie(
  cookie: ReadCookie,
  config: CookieConfig,
  host: ConfiguredHost,
  owner: SessionOwner,
): Promise<ProviderTokens | undefined> {
  const payload = await open(cookie(nameAccount(config.url, host.id)), "account", config);
  const parsed = accountPayload.safeParse(payload);
  if (!parsed.success || !belongsTo(parsed.data, host, owner)) return undefined;
  const { access, refresh, expiresAt } = parsed.data;
  return { access, refresh, expiresAt };
}

/** The `Set-Cookie` header that connects an account; undefined where its tokens are too long for a cookie. */
export async function writeAccountCookie(
  tokens: ProviderTokens,
  config: CookieConfig,
  host: ConfiguredHost,
  owner: SessionOwner,
): Promise<string | undefined> {
  const token = { ...bind(host, owner), ...tokens };
  const value = await encode({ token, secret: config.secret, maxAge: SESSION_SECONDS, salt: SALTS.account });
  if (value.length > LONGEST) return undefined;
  return formatCookie(nameAccount(config.url, host.id), value, SESSION_SECONDS, config);
}

/** The `Set-Cookie` header that disconnects an account. */
export function clearAccountCookie(config: CookieConfig, id: string): string {
  return formatCookie(nameAccount(config.url, id), "", 0, config);
}

/** The `Set-Cookie` header that keeps the secrets until the person comes back from the host. */
export async function writePendingCookie(
  secrets: PendingSecrets,
  config: CookieConfig,
  host: ConfiguredHost,
  owner: SessionOwner,
): Promise<string> {
  const token = { ...bind(host, owner), ...secrets };
  const value = await encode({ token, secret: config.secret, maxAge: PENDING_SECONDS, salt: SALTS.pending });
  return formatCookie(namePending(config.url, host.id), value, PENDING_SECONDS, config);
}

/** The secrets of the connection that this session started; undefined where it started none. */
export async function readPendingCookie(
  cookie: ReadCookie,
  config: CookieConfig,
  host: ConfiguredHost,
  owner: SessionOwner,
): Promise<PendingSecrets | undefined> {
  const payload = await open(cookie(namePending(config.url, host.id)), "pending", config);
  const parsed = pendingPayload.safeParse(payload);
  return parsed.success && belongsTo(parsed.data, host, owner) ? parsed.data : undefined;
}

/** The `Set-Cookie` header that forgets the secrets, which are good for one attempt. */
export function clearPendingCookie(config: CookieConfig, id: string): string {
  return formatCookie(namePending(config.url, id), "", 0, config);
}

function bind({ id, url }: ConfiguredHost, owner: SessionOwner): z.infer<typeof belonging> {
  return { sid: owner.id, sub: owner.user, via: id, at: url };
}

function belongsTo(
  { sid, sub, via, at }: z.infer<typeof belonging>,
  { id, url }: ConfiguredHost,
  owner: SessionOwner,
): boolean {
  return sid === owner.id && sub === owner.user && via === id && at === url;
}

/** Undefined for an absent cookie, and for one that is forged, over, or of another kind. */
async function open(
  value: string | undefined,
  kind: keyof typeof SALTS,
  { secret }: CookieConfig,
): Promise<unknown> {
  if (!value) return undefined;
  return decode({ token: value, secret, salt: SALTS[kind] }).catch(() => undefined);
}

function formatCookie(name: string, value: string, seconds: number, { url }: CookieConfig): string {
  return [`${name}=${value}`, `Max-Age=${seconds}`, ...formatCookieAttributes(url)].join("; ");
}
