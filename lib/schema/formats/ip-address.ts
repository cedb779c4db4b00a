/** IP addresses as Go parses them (net.ParseIP, and k8s.io/utils/net, which accepts leading zeros). */

const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const STRICT_IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const SLOPPY_IPV4 = new RegExp(`^0*${OCTET}(?:\\.0*${OCTET}){3}$`);
const GROUPS = 8;

interface Reading {
  /** Accepts `010.0.0.1`, as Kubernetes does. */
  sloppy: boolean;
}

export function isIpv4(text: string, { sloppy }: Reading): boolean {
  return (sloppy ? SLOPPY_IPV4 : STRICT_IPV4).test(text);
}

/**
 * Eight groups of hexadecimal digits, `::` for one or more groups of zero, and optionally an IPv4 address at
 * the end.
 */
export function isIpv6(text: string, reading: Reading): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const all = groups.flat();
  const last = all.at(-1) ?? "";
  const hasIpv4 = last.includes(".");
  // An IPv4 address that `::` follows is not at the end.
  if (hasIpv4 && (!isIpv4(last, reading) || groups.at(-1)?.length === 0)) return false;
  const group = reading.sloppy ? /^0*[\da-f]{1,4}$/i : /^[\da-f]{1,4}$/i;
  if (!(hasIpv4 ? all.slice(0, -1) : all).every((part) => group.test(part))) return false;
  const count = all.length + (hasIpv4 ? 1 : 0);
  return halves.length === 2 ? count < GROUPS : count === GROUPS;
}

/** An IPv4 or IPv6 address with a prefix length. */
export function isCidr(text: string): boolean {
  const slash = text.indexOf("/");
  const [address, prefix] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash < 0 || !/^\d+$/.test(prefix)) return false;
  if (isIpv4(address, { sloppy: true })) return Number(prefix) <= 32;
  return isIpv6(address, { sloppy: true }) && Number(prefix) <= 128;
}
