/** Texts that match patterns and formats, and texts that do not. */
export interface Sample {
  pattern?: string;
  format?: string;
  fits: string[];
  breaks: string[];
}

/** RE2 patterns, from common ones to ones that JavaScript cannot parse. */
export const PATTERNS: readonly Sample[] = [
  { pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", fits: ["a", "a-b"], breaks: ["-a", "A", ""] },
  { pattern: "^[a-z]+$", fits: ["abc"], breaks: ["ABC", "1", ""] },
  { pattern: "b", fits: ["abc"], breaks: ["ac"] },
  { pattern: "(?i)^(dev|prod)$", fits: ["DEV", "prod"], breaks: ["test", ""] },
  { pattern: "^(a+)+$", fits: ["aa"], breaks: ["b", "ab"] },
  { pattern: "(?m)^a$", fits: ["b\na"], breaks: ["b"] },
  { pattern: "^ab\\z", fits: ["ab"], breaks: ["ab\n", "abc"] },
  { pattern: "\\A[0-9]{2,4}$", fits: ["12", "1234"], breaks: ["1", "12345"] },
  { pattern: "^[[:alpha:]_][[:alnum:]]*$", fits: ["_a1", "b"], breaks: ["1a", "-"] },
  { pattern: "^[\\w-\\.]+$", fits: ["a-b.c"], breaks: ["a b", ""] },
  { pattern: "^\\Qa.b\\E$", fits: ["a.b"], breaks: ["axb"] },
  { pattern: "^(?P<year>\\d{4})-(?P<month>\\d\\d)$", fits: ["2026-11"], breaks: ["26-11"] },
  { pattern: "(?s)^a.b$", fits: ["a\nb", "axb"], breaks: ["ab"] },
  { pattern: "^.$", fits: ["\r", "\u2028", "é"], breaks: ["\n", "ab"] },
  { pattern: "^\\s+$", fits: [" \t"], breaks: ["\u000b", "\u00a0", "a"] },
  { pattern: "^\\x41\\x{1F600}$", fits: ["A😀"], breaks: ["B"] },
  { pattern: "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$", fits: ["1h30m", "1.5ms"], breaks: ["1x", ""] },
  { pattern: "^([0-9]{1,3}\\.){3}[0-9]{1,3}(/[0-9]+)?$", fits: ["10.0.0.1", "10.0.0.0/8"], breaks: ["10.0"] },
  { pattern: "^$|^https?://[^\\s/]+", fits: ["", "https://a.b/c"], breaks: ["ftp://a"] },
  { pattern: "^[^:]+:[^:]+$", fits: ["a:b"], breaks: ["a", "a:b:c"] },
  { pattern: "^a{2}b*?$", fits: ["aa", "aabb"], breaks: ["a"] },
];

/** Left to the server, see `docs/schema.md`. */
export const SERVER_PATTERNS: readonly Sample[] = [{ pattern: "^\\p{L}+$", fits: ["é"], breaks: ["1"] }];

export const FORMATS: readonly Sample[] = [
  { format: "date", fits: ["2026-11-20", "2024-02-29"], breaks: ["2026-02-29", "today", ""] },
  {
    format: "date-time",
    fits: ["2026-11-20T10:42:00Z", "2026-11-20t10:42:00.5+01:00", "2026-11-20T10:42:00,5z"],
    breaks: ["2026-11-20", "2026-11-20T24:00:00Z", "2026-11-20T10:42:00"],
  },
  {
    format: "duration",
    fits: ["1h30m", "90s", "-1.5h", "0", "2 days", "3 weeks ago"],
    breaks: ["1", "soon", ""],
  },
  { format: "byte", fits: ["YWJj", "YQ=="], breaks: ["YQ=", "ä", ""] },
  {
    format: "ipv4",
    fits: ["10.0.0.1", "010.0.0.1", "::ffff:10.0.0.1"],
    breaks: ["10.0.0", "256.0.0.1", "::1"],
  },
  { format: "ipv6", fits: ["::1", "fd00::1:2", "1:2:3:4:5:6:7:8"], breaks: ["1::2::3", "10.0.0.1", "g::"] },
  { format: "cidr", fits: ["10.0.0.0/8", "fd00::/64"], breaks: ["10.0.0.0", "10.0.0.0/33", "x/8"] },
  { format: "mac", fits: ["00:1a:2b:3c:4d:5e", "001a.2b3c.4d5e"], breaks: ["00:1a", "00:1a-2b:3c:4d:5e"] },
  { format: "hostname", fits: ["db.example.org", "a"], breaks: ["-a", "a..b", ""] },
  { format: "uuid", fits: ["6f1c2a9e-0b1d-4c3e-8f5a-7b9d0e2f4a6c"], breaks: ["6f1c2a9e", ""] },
  {
    format: "uuid4",
    fits: ["6F1C2A9E0B1D4C3E8F5A7B9D0E2F4A6C"],
    breaks: ["6f1c2a9e-0b1d-1c3e-8f5a-7b9d0e2f4a6c"],
  },
  { format: "hexcolor", fits: ["#fff", "1f6feb"], breaks: ["#ff"] },
  { format: "rgbcolor", fits: ["rgb(1, 2,3)"], breaks: ["rgb(1,2,256)"] },
  { format: "ssn", fits: ["123-45-6789"], breaks: ["123456789"] },
  { format: "bsonobjectid", fits: ["507f1f77bcf86cd799439011"], breaks: ["507f"] },
  { format: "uri", fits: ["https://a.b/c?d", "/docs", "mailto:a@b"], breaks: ["docs", ""] },
  { format: "email", fits: ["a@b.org", "A <a@b.org>"], breaks: ["a", "", "@", "a@b@c", "a..b@c", "a@b."] },
  { format: "password", fits: ["x", ""], breaks: [] },
  { format: "quantity", fits: ["1Gi", "what?"], breaks: [] },
  { format: "int-or-text-of-mine", fits: ["x"], breaks: [] },
];

/** Only the server checks these, see `docs/schema.md`. */
export const SERVER_FORMATS: readonly Sample[] = [
  { format: "uri", fits: ["https://a.b"], breaks: ["https://a b", "https://[::1"] },
  { format: "email", fits: ["<a@b>"], breaks: ["<a@b", "a@[b c"] },
  { format: "isbn", fits: ["0321751043"], breaks: ["0321751044"] },
  { format: "creditcard", fits: ["4111111111111111"], breaks: ["4111111111111112"] },
];

/** Texts that YAML 1.1 could read as another type, and texts that often break scripts. */
export const TEXTS: readonly string[] = [
  ...[
    "a",
    "abc",
    "yes",
    "No",
    "null",
    "~",
    "0644",
    "1e3",
    "1_000",
    "12:30",
    "2026-11-20",
    "0x1F",
    ".5",
    "=",
    "<<",
  ],
  ...[
    "",
    " ",
    "a: b",
    "- a",
    "# a",
    "a\nb\n",
    "\ttab",
    "ünïcode 😀",
    "'quoted'",
    '"',
    "{}",
    "[a]",
    "!tag",
    "&a",
    "*a",
  ],
  ...[
    "a\r\nb",
    "\u2028",
    "x\u0085y",
    "\u007f",
    "\ufeffbom",
    "\u0001",
    "%a",
    "@a",
    "`a",
    "a #b",
    "-",
    "?",
    "|",
    ">",
  ],
];

/** Names of fields, and keys of maps. */
export const NAMES: readonly string[] = [
  ...[
    "a",
    "b",
    "size",
    "anyOf",
    "properties",
    "items",
    "required",
    "constructor",
    "hasOwnProperty",
    "toString",
  ],
  ...["a.b", "x/y~z", "with space", "é", "yes", "1", "<<", "__proto__", "x".repeat(63)],
];
