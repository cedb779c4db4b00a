import { describe, expect, it } from "vitest";
import { findClientAddress } from "#lib/server/http/client-address";

describe("findClientAddress", () => {
  it.each([
    ["returns the peer and ignores the header without a trusted proxy", "10.0.0.1", "1.2.3.4", 0, "10.0.0.1"],
    [
      "returns the address that the proxy saw, not the one that the client claims",
      "10.0.0.1",
      "1.1.1.1, 9.9.9.9",
      1,
      "9.9.9.9",
    ],
    [
      "returns the address that the outer of two proxies saw",
      "10.0.0.1",
      "1.1.1.1, 9.9.9.9, 10.0.0.2",
      2,
      "9.9.9.9",
    ],
    ["returns the peer when the proxy sends no header", "10.0.0.1", undefined, 1, "10.0.0.1"],
    ["returns the peer when the header has fewer entries than proxies", "10.0.0.1", "9.9.9.9", 2, "10.0.0.1"],
    ["returns the IPv4 address of an IPv4-mapped IPv6 address", "::ffff:10.0.0.1", undefined, 0, "10.0.0.1"],
    ["returns the /64 network of an IPv6 address", "2001:db8:1:2:3:4:5:6", undefined, 0, "2001:db8:1:2::/64"],
    [
      "returns the /64 network of a shortened IPv6 address",
      "2001:db8:1:2::6",
      undefined,
      0,
      "2001:db8:1:2::/64",
    ],
    ["returns the /64 network of the IPv6 loopback address", "::1", undefined, 0, "0:0:0:0::/64"],
    ['returns "unknown" without a peer', undefined, undefined, 0, "unknown"],
  ])("%s", (_why, peer, forwarded, proxies, expected) => {
    expect(findClientAddress(peer, forwarded, proxies)).toBe(expected);
  });

  it("truncates a long header", () => {
    expect(findClientAddress("10.0.0.1", "x".repeat(5_000), 1)).toHaveLength(64);
  });
});
