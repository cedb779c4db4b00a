/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library and #kubernetes-cidr-library */
import { formatAddress, parseAddress } from "#lib/schema/cel/library/address";
import { define, type Library } from "#lib/schema/cel/overload";
import { type CelValue, failEvaluation, type IpValue } from "#lib/schema/cel/values";

type Cidr = Extract<CelValue, { kind: "cidr" }>;

export const NETWORK: Library = [
  define("isIP", ["string"], (text) => parseAddress(text) !== undefined),
  define("ip", ["string"], toAddress),
  define("ip.isCanonical", ["string"], (text) => formatAddress(toAddress(text)) === text),
  define(".family", ["ip"], ({ family }) => BigInt(family)),
  define(".isUnspecified", ["ip"], ({ address }) => address === 0n),
  define(".isLoopback", ["ip"], isLoopback),
  define(".isLinkLocalMulticast", ["ip"], isLinkLocalMulticast),
  define(".isLinkLocalUnicast", ["ip"], isLinkLocalUnicast),
  define(".isGlobalUnicast", ["ip"], isGlobalUnicast),
  define("isCIDR", ["string"], (text) => parseCidr(text) !== undefined),
  define("cidr", ["string"], toCidr),
  define(".ip", ["cidr"], ({ ip }) => ip),
  define(".prefixLength", ["cidr"], ({ length }) => BigInt(length)),
  define(".masked", ["cidr"], (range) => ({ ...range, ip: maskOf(range, range.ip) })),
  define(".containsIP", ["cidr", "ip"], contains),
  define(".containsIP", ["cidr", "string"], (range, text) => contains(range, toAddress(text))),
  define(".containsCIDR", ["cidr", "cidr"], containsRange),
  define(".containsCIDR", ["cidr", "string"], (range, text) => containsRange(range, toCidr(text))),
];

function toAddress(text: string): IpValue {
  return parseAddress(text) ?? failEvaluation("the rule reads a text as an IP address");
}

function parseCidr(text: string): Cidr | undefined {
  const [, address = "", bits = ""] = /^(.*)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const ip = parseAddress(address);
  const length = Number(bits);
  return ip && length <= widthOf(ip) ? { kind: "cidr", ip, length } : undefined;
}

function toCidr(text: string): Cidr {
  return parseCidr(text) ?? failEvaluation("the rule reads a text as a range of addresses");
}

function widthOf({ family }: IpValue): number {
  return family === 4 ? 32 : 128;
}

function maskOf({ length }: Cidr, ip: IpValue): IpValue {
  const rest = BigInt(widthOf(ip) - length);
  return { ...ip, address: (ip.address >> rest) << rest };
}

function contains(range: Cidr, ip: IpValue): boolean {
  if (range.ip.family !== ip.family) return false;
  return maskOf(range, range.ip).address === maskOf(range, ip).address;
}

function containsRange(range: Cidr, other: Cidr): boolean {
  return range.length <= other.length && contains(range, other.ip);
}

function startsWith(ip: IpValue, prefix: bigint, bits: number): boolean {
  return ip.address >> BigInt(widthOf(ip) - bits) === prefix;
}

function isLoopback(ip: IpValue): boolean {
  return ip.family === 4 ? startsWith(ip, 127n, 8) : ip.address === 1n;
}

function isLinkLocalMulticast(ip: IpValue): boolean {
  if (ip.family === 4) return startsWith(ip, 0xe00000n, 24);
  return startsWith(ip, 0xffn, 8) && ((ip.address >> 112n) & 0xfn) === 2n;
}

function isLinkLocalUnicast(ip: IpValue): boolean {
  return ip.family === 4 ? startsWith(ip, 0xa9fen, 16) : startsWith(ip, 0xfe80n >> 6n, 10);
}

// https://pkg.go.dev/net/netip#Addr.IsGlobalUnicast: true for private addresses as well.
function isGlobalUnicast(ip: IpValue): boolean {
  const multicast = ip.family === 4 ? startsWith(ip, 0xen, 4) : startsWith(ip, 0xffn, 8);
  const broadcast = ip.family === 4 && ip.address === 0xffffffffn;
  return ip.address !== 0n && !broadcast && !isLoopback(ip) && !multicast && !isLinkLocalUnicast(ip);
}
