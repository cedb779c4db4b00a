/** IP addresses as Go's net/netip parses and formats them, without zones and without IPv4 inside IPv6. */
import { failEvaluation, type IpValue } from "#lib/schema/cel/values";

const OCTET = /^(0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-fA-F]{1,4}$/;

/**
 * Undefined for text that is not an address, and for addresses that Kubernetes refuses (IPv4-mapped ones and
 * zones).
 */
export function parseAddress(text: string): IpValue | undefined {
  if (!text.includes(":")) return parseIpv4(text);
  if (text.includes(".")) return failEvaluation("the rule reads an IPv4 address inside an IPv6 one");
  return text.includes("%") ? undefined : parseIpv6(text);
}

function parseIpv4(text: string): IpValue | undefined {
  const octets = text.split(".");
  if (octets.length !== 4 || !octets.every((octet) => OCTET.test(octet) && Number(octet) < 256))
    return undefined;
  return { kind: "ip", family: 4, address: join(octets.map(BigInt), 8n) };
}

function parseIpv6(text: string): IpValue | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => "0"), ...tail];
  if (!groups.every((group) => GROUP.test(group))) return undefined;
  const address = join(
    groups.map((group) => BigInt(`0x${group}`)),
    16n,
  );
  return address >> 32n === 0xffffn ? undefined : { kind: "ip", family: 6, address };
}

function join(parts: bigint[], bits: bigint): bigint {
  return parts.reduce((sum, part) => (sum << bits) | part, 0n);
}

/** The shortest form. https://www.rfc-editor.org/rfc/rfc5952 */
export function formatAddress({ family, address }: IpValue): string {
  if (family === 4) return cut(address, 4, 8n).join(".");
  const groups = cut(address, 8, 16n).map((group) => group.toString(16));
  const [start, length] = findLongestGap(groups);
  if (length < 2) return groups.join(":");
  return `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
}

/** The start and length of the first longest run of zeros. */
function findLongestGap(groups: readonly string[]): [start: number, length: number] {
  const gaps = groups.map((_, start): [number, number] => {
    const end = groups.findIndex((group, index) => index >= start && group !== "0");
    return [start, (end < 0 ? groups.length : end) - start];
  });
  return gaps.reduce((best, gap) => (gap[1] > best[1] ? gap : best), [0, 0]);
}

function cut(address: bigint, parts: number, bits: bigint): bigint[] {
  return Array.from({ length: parts }, (_, index) => {
    return (address >> (BigInt(parts - 1 - index) * bits)) & ((1n << bits) - 1n);
  });
}
