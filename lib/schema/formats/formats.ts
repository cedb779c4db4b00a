/**
 * The string formats that the API server checks, with the same rules
 * (k8s.io/kube-openapi/pkg/validation/strfmt). The server ignores other formats.
 */
import { isCidr, isIpv4, isIpv6 } from "#lib/schema/formats/ip-address";

interface Format {
  test: (text: string) => boolean;
  /** Completes the sentence "… must be". */
  rule: string;
  /**
   * The test here accepts more than the API server does, so only the server can decide whether a text fits.
   */
  partial?: true;
}

const LENIENT = { sloppy: true };
const STRICT = { sloppy: false };
const COLOR = "\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*";
const HEX = "[0-9a-fA-F]{2}";
const HOSTNAME =
  /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$/u;

const FORMATS: Record<string, Format> = {
  date: { test: isDate, rule: "a date like 2026-11-20" },
  datetime: { test: isDateTime, rule: "a date and time like 2026-11-20T10:42:00Z" },
  duration: { test: isDuration, rule: "a duration like 90s or 1h30m" },
  byte: {
    test: matches(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/),
    rule: "text in base64",
  },
  // An IPv6 address that ends in an IPv4 address counts as both.
  ipv4: {
    test: (text) => isIpv4(text, LENIENT) || (text.includes(".") && isIpv6(text, LENIENT)),
    rule: "an IPv4 address like 10.0.0.1",
  },
  ipv6: { test: (text) => isIpv6(text, STRICT), rule: "an IPv6 address like fd00::1" },
  cidr: { test: isCidr, rule: "a network like 10.0.0.0/16" },
  mac: { test: isMac, rule: "a MAC address like 00:1a:2b:3c:4d:5e" },
  hostname: { test: isHostname, rule: "a host name like db.example.org" },
  uri: { test: mayBeUri, rule: "a URL like https://example.org or a path like /docs", partial: true },
  email: { test: mayBeEmail, rule: "an e-mail address like a@example.org", partial: true },
  uuid: uuid("[0-9a-f]{4}", "[0-9a-f]{4}"),
  uuid3: uuid("3[0-9a-f]{3}", "[0-9a-f]{4}"),
  uuid4: uuid("4[0-9a-f]{3}", "[89ab][0-9a-f]{3}"),
  uuid5: uuid("5[0-9a-f]{3}", "[89ab][0-9a-f]{3}"),
  hexcolor: { test: matches(/^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/), rule: "a color like #1f6feb" },
  rgbcolor: {
    test: matches(new RegExp(`^rgb\\(${COLOR},${COLOR},${COLOR}\\)$`)),
    rule: "a color like rgb(31,111,235)",
  },
  ssn: { test: matches(/^\d{3}[- ]\d{2}[- ]\d{4}$/), rule: "a social security number like 123-45-6789" },
  bsonobjectid: { test: matches(/^[0-9a-fA-F]{24}$/), rule: "24 hexadecimal digits" },
  // Formats with checksums, and names that only newer servers check: left to the server.
  ...Object.fromEntries(
    ["isbn", "isbn10", "isbn13", "creditcard", "k8sshortname", "k8slongname"].map((name) => [
      name,
      { test: () => true, rule: "", partial: true },
    ]),
  ),
};

function matches(pattern: RegExp): Format["test"] {
  return (text) => pattern.test(text);
}

function uuid(version: string, variant: string): Format {
  const pattern = new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}-?${variant}-?[0-9a-f]{12}$`, "i");
  return { test: matches(pattern), rule: "a UUID like 6f1c2a9e-0b1d-4c3e-8f5a-7b9d0e2f4a6c" };
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

// The server accepts a second "t", and any character before the fraction.
function isDateTime(text: string): boolean {
  const [date, time] = text.toLowerCase().split("t");
  const match = /^(\d{2}):(\d{2}):(\d{2})([^\n]\d+)?(z|[+-]\d{2}:\d{2})$/.exec(time ?? "");
  if (!match || !isDate(date ?? "")) return false;
  const [, hour = "", minute = "", second = ""] = match;
  return hour <= "23" && minute <= "59" && second <= "59";
}

const GO_DURATION = /^[+-]?(0|((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;
const UNIT = /^(ns|nano.*|us|µs|micro.*|ms|milli.*|s|sec.*|m|min.*|h|hr|hour.*|d|day.*|w|wk|week.*)$/i;

/** In characters. Searching longer texts for amounts takes long, so the server decides about them. */
const LONGEST_DURATION = 500;

// Go's duration syntax, else any text that contains an amount with a known unit.
function isDuration(text: string): boolean {
  if (text.length > LONGEST_DURATION) return true;
  if (GO_DURATION.test(text)) return true;
  const amounts = [...text.matchAll(/(\d+)[\t\n\f\r ]*([A-Za-zµ]+)/g)];
  return amounts.some(([, , unit = ""]) => UNIT.test(unit));
}

function isMac(text: string): boolean {
  return (
    new RegExp(`^${HEX}([:-])${HEX}(\\1${HEX}){4}((\\1${HEX}){2}((\\1${HEX}){12})?)?$`).test(text) ||
    /^[0-9a-fA-F]{4}(\.[0-9a-fA-F]{4}){2}(\.[0-9a-fA-F]{4}((\.[0-9a-fA-F]{4}){6})?)?$/.test(text)
  );
}

function isHostname(text: string): boolean {
  const lengthOf = (part: string) => new TextEncoder().encode(part).length;
  return (
    lengthOf(text) <= 255 && HOSTNAME.test(text) && text.split(".").every((part) => lengthOf(part) <= 63)
  );
}

// Text that net/url.ParseRequestURI certainly refuses.
function mayBeUri(text: string): boolean {
  if (/\p{Cc}/u.test(text.replace(/[\u0080-\u009f]/g, ""))) return false;
  return text === "*" || /^(\/|[A-Za-z][A-Za-z0-9+.-]*:)/.test(text);
}

// net/mail.ParseAddress also accepts names, comments and quotes. Without those, an address is words with dots
// around an @.
function mayBeEmail(text: string): boolean {
  if (/[\s"<>()[\],;:\\]|\p{Cc}/u.test(text)) return text.includes("@");
  return /^[^@.]+(\.[^@.]+)*@[^@.]+(\.[^@.]+)*$/.test(text);
}

function findFormat(format: unknown): Format | undefined {
  const name = typeof format === "string" ? format.replaceAll("-", "") : "";
  return Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
}

/** False where `text` violates the format. Formats that only the server can check return true. */
export function fitsFormat(format: unknown, text: string): boolean {
  return findFormat(format)?.test(text) ?? true;
}

/** Describes a text of the format, to complete the sentence "… must be". */
export function describeFormat(format: unknown): string {
  return findFormat(format)?.rule ?? "";
}

/** False where only the server can say whether a text fits. */
export function isExactFormat(format: unknown): boolean {
  return findFormat(format)?.partial !== true;
}
