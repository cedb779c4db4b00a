import { describe, expect, it } from "vitest";
import { findClientAddress } from "#lib/server/http/client-address";

describe("findClientAddress", () => {
  it.each([
    ["the peer, whatever a header claims", "10.0.0.1", "1.2.3.4", 0, "10.0.0.1"],
    ["whom the proxy saw, not what the client made up", "10.0.0.1", "1.1.1.1, 9.9.9.9", 1, "9.9.9.9"],
    ["whom the outer one of two proxies saw", "10.0.0.1", "1.1.1.1, 9.9.9.9, 10.0.0.2", 2, "9.9.9.9"],
    ["the peer where the proxy names nobody", "10.0.0.1", undefined, 1, "10.0.0.1"],
    ["the peer where there are fewer entries than proxies", "10.0.0.1", "9.9.9.9", 2, "10.0.0.1"],
    ["IPv4 in IPv6", "::ffff:10.0.0.1", undefined, 0, "10.0.0.1"],
    ["the network of an IPv6 host", "2001:db8:1:2:3:4:5:6", undefined, 0, "2001:db8:1:2::/64"],
    ["the same network, written short", "2001:db8:1:2::6", undefined, 0, "2001:db8:1:2::/64"],
    ["loopback of IPv6", "::1", undefined, 0, "0:0:0:0::/64"],
    ["nobody", undefined, undefined, 0, "unknown"],
  ])("%s", (_why, peer, forwarded, proxies, expected) => {
    expect(findClientAddress(peer, forwarded, proxies)).toBe(expected);
  });

  it("keeps a long header from filling memory", () => {
    expect(findClientAddress("10.0.0.1", "x".repeat(5_000), 1)).toHaveLength(64);
  });
});
