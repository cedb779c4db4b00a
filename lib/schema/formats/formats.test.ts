import { describe, expect, it } from "vitest";
import { describeFormat, fitsFormat, isExactFormat } from "#lib/schema/formats/formats";
import { FORMATS, SERVER_FORMATS } from "#lib/schema/testing/samples";

describe("formats", () => {
  it.each(FORMATS.map(({ format, fits, breaks }) => [format, fits, breaks] as const))(
    "%s: decides like the API server",
    (format, fits, breaks) => {
      expect(fits.filter((text) => !fitsFormat(format, text))).toEqual([]);
      expect(breaks.filter((text) => fitsFormat(format, text))).toEqual([]);
    },
  );

  it.each<[why: string, format: string, text: string, fits: boolean]>([
    ["validates datetime like date-time", "datetime", "today", false],
    ["accepts an IPv6 loopback with all zeros", "ipv6", "0:0:0:0:0:0:0:1", true],
    ["refuses an IPv6 address with seven groups and no ::", "ipv6", "1:2:3:4:5:6:7", false],
    ["refuses an IPv6 address with eight groups and ::", "ipv6", "1:2:3:4::5:6:7:8", false],
    ["accepts an IPv4 address at the end of an IPv6 address", "ipv6", "::ffff:10.0.0.1", true],
    ["refuses an IPv4 address before ::", "ipv6", "10.0.0.1::", false],
    ["refuses a leading zero in an embedded IPv4 address", "ipv6", "::ffff:010.0.0.1", false],
    ["refuses a CIDR prefix that is too long", "cidr", "fd00::/129", false],
    ["accepts a time zone after a fraction of a second", "date-time", "2026-11-20T10:42:00.123-07:00", true],
    ["refuses the second 60", "date-time", "2026-11-20T10:42:60Z", false],
    ["refuses an unknown unit of duration", "duration", "3 fortnights", false],
    ["accepts a MAC address with 20 octets", "mac", "00-".repeat(19).concat("00"), true],
    ["refuses a hostname label of 64 characters", "hostname", `${"a".repeat(64)}.org`, false],
    ["accepts any text for a format that older servers ignore", "k8s-short-name", "NOT SHORT", true],
  ])("%s", (_why, format, text, fits) => {
    expect(fitsFormat(format, text)).toBe(fits);
  });

  it("marks formats that only the server can validate as not exact", () => {
    expect(SERVER_FORMATS.filter(({ format }) => isExactFormat(format))).toEqual([]);
    expect(["date", "cidr", "quantity", undefined].filter((format) => !isExactFormat(format))).toEqual([]);
  });

  it("describes each format that it checks", () => {
    const mute = FORMATS.filter(({ format, breaks }) => breaks.length > 0 && describeFormat(format) === "");
    expect(mute).toEqual([]);
  });
});
