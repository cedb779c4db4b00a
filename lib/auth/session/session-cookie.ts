/** The cookies of a session: one, or several for a session that is longer than one cookie. */

/**
 * Characters of a value in one cookie. Browsers keep 4,096 bytes for a cookie with its name and attributes
 * (RFC 6265, section 6.1). next-auth splits at this length (`CHUNK_SIZE` in next-auth/core/lib/cookie.js),
 * and both write the same session.
 */
const CHUNK_LENGTH = 4_096 - 163;

/** A Node.js server accepts 16 KB of headers, so no browser sends more parts than this. */
const MOST_CHUNKS = 8;

/** Reads one cookie of a call; undefined for an absent one. */
export type ReadCookie = (name: string) => string | undefined;

/**
 * The texts that may be the session in a call's cookies, in the order to try them: the cookie `name`, and the
 * parts `name.0`, `name.1`, … joined. A part that is shorter than a full one is the last, so that added parts
 * have no effect. Only the text that can be decrypted is the session.
 */
export function listSessionTexts(name: string, read: ReadCookie): string[] {
  const parts: string[] = [];
  for (let index = 0; index < MOST_CHUNKS; index += 1) {
    const part = read(`${name}.${index}`);
    if (!part) break;
    parts.push(part);
    if (part.length < CHUNK_LENGTH) break;
  }
  return [read(name) ?? "", parts.join("")].filter((text) => text !== "");
}

/**
 * The `Set-Cookie` headers that replace a call's session by `value`: the cookies for it, and an expiry for
 * cookies that the new session does not need.
 * @param attributes of each cookie, such as `["Path=/", "HttpOnly"]`
 * @param seconds how long browsers keep the cookies
 */
export function writeSessionCookies(
  { name, value, attributes, seconds }: NewSession,
  read: ReadCookie,
): string[] {
  const count = Math.ceil(value.length / CHUNK_LENGTH);
  const written = Array.from({ length: count }, (_, index) => ({
    name: count === 1 ? name : `${name}.${index}`,
    value: value.slice(index * CHUNK_LENGTH, (index + 1) * CHUNK_LENGTH),
    seconds,
  }));
  const names = new Set(written.map((cookie) => cookie.name));
  const ended = [name, ...Array.from({ length: MOST_CHUNKS }, (_, index) => `${name}.${index}`)]
    .filter((old) => !names.has(old) && read(old) !== undefined)
    .map((old) => ({ name: old, value: "", seconds: 0 }));
  const [path, ...others] = attributes;
  return [...written, ...ended].map((cookie) =>
    [`${cookie.name}=${cookie.value}`, path, `Max-Age=${cookie.seconds}`, ...others].join("; "),
  );
}

interface NewSession {
  name: string;
  value: string;
  attributes: readonly string[];
  seconds: number;
}
