import "server-only";
import { isIPv6 } from "node:net";

/**
 * Whom the limits of an address count: the peer of the connection, or whom the operator's own proxies name.
 *
 * Anyone can send `X-Forwarded-For`, and every proxy appends its own peer. With `trustedProxies` proxies before the
 * portal the entry that the outermost one appended is that many from the end; entries before it can be made up.
 *
 * @param peer address of the connection's other end.
 * @param forwarded the header as it came.
 * @returns the address, of IPv6 its network of 64 bits: one host has all of that.
 */
export function findClientAddress(
  peer: string | undefined,
  forwarded: string | undefined,
  trustedProxies: number,
): string {
  const entries = (forwarded ?? "").split(",").map((entry) => entry.trim());
  const named = trustedProxies > 0 ? entries.at(-trustedProxies) : undefined;
  return groupAddress(named || peer || "unknown");
}

function groupAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address.slice(0, 64);
  const [head = "", tail] = address.split("::");
  const first = head.split(":").filter(Boolean);
  const last = (tail ?? "").split(":").filter(Boolean);
  const missing = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  return `${[...first, ...Array<string>(missing).fill("0"), ...last].slice(0, 4).join(":")}::/64`;
}
