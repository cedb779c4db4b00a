import { describe, expect, it } from "vitest";
import { describeFormat, fitsFormat, isExactFormat } from "#lib/schema/formats/formats";
import { FORMATS, SERVER_FORMATS } from "#lib/schema/testing/samples";

describe("formats", () => {
  it.each(FORMATS.map(({ format, fits, breaks }) => [format, fits, breaks] as const))(
    "%s: takes and refuses what the API server does",
    (format, fits, breaks) => {
      expect(fits.filter((text) => !fitsFormat(format, text))).toEqual([]);
      expect(breaks.filter((text) => fitsFormat(format, text))).toEqual([]);
    },
  );

  it.each<[why: string, format: string, text: string, fits: boolean]>([
    ["the name without its hyphen", "datetime", "today", false],
    ["a loopback with all its zeros", "ipv6", "0:0:0:0:0:0:0:1", true],
    ["seven groups and no ::", "ipv6", "1:2:3:4:5:6:7", false],
    ["eight groups and :: as well", "ipv6", "1:2:3:4::5:6:7:8", false],
    ["an IPv4 address at the end", "ipv6", "::ffff:10.0.0.1", true],
    ["an IPv4 address before ::", "ipv6", "10.0.0.1::", false],
    ["a zero in front, which IPv6 does not take", "ipv6", "::ffff:010.0.0.1", false],
    ["a prefix that is too long", "cidr", "fd00::/129", false],
    ["a time zone after the fraction", "date-time", "2026-11-20T10:42:00.123-07:00", true],
    ["the 60th second", "date-time", "2026-11-20T10:42:60Z", false],
    ["a unit that nobody knows", "duration", "3 fortnights", false],
    ["20 octets", "mac", "00-".repeat(19).concat("00"), true],
    ["a label of 64 characters", "hostname", `${"a".repeat(64)}.org`, false],
    ["a format of newer servers, which older ones ignore", "k8s-short-name", "NOT SHORT", true],
  ])("%s", (_why, format, text, fits) => {
    expect(fitsFormat(format, text)).toBe(fits);
  });

  it("knows which are the server's to judge: half a check would turn a `not` round", () => {
    expect(SERVER_FORMATS.filter(({ format }) => isExactFormat(format))).toEqual([]);
    expect(["date", "cidr", "quantity", undefined].filter((format) => !isExactFormat(format))).toEqual([]);
  });

  it("says each rule that it checks", () => {
    const mute = FORMATS.filter(({ format, breaks }) => breaks.length > 0 && describeFormat(format) === "");
    expect(mute).toEqual([]);
  });
});
