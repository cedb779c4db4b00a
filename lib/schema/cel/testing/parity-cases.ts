/** Rules with values, to compare with a real API server. Each case is one field of one kind. */
import type { JsonRecord } from "#lib/schema/pointer";

export interface ParityCase {
  /** The reason for the case. */
  why: string;
  schema: JsonRecord;
  values: unknown[];
  /** Values for updates: from the first to each of the others. */
  changes?: unknown[];
}

const text = (maxLength = 64) => ({ type: "string", maxLength });
const integer = { type: "integer" };
const rules = (...list: (string | JsonRecord)[]) => ({
  "x-kubernetes-validations": list.map((rule) => (typeof rule === "string" ? { rule } : rule)),
});
const texts = (rule: string, ...values: string[]): ParityCase => ({
  why: rule,
  schema: { ...text(), ...rules(rule) },
  values,
});
const list = (items: JsonRecord, rule: string, ...values: unknown[]): ParityCase => ({
  why: rule,
  schema: { type: "array", maxItems: 8, items, ...rules(rule) },
  values,
});
const object = (properties: JsonRecord, rule: string | JsonRecord, ...values: unknown[]): ParityCase => ({
  why: typeof rule === "string" ? rule : String(rule.rule),
  schema: { type: "object", properties, ...rules(rule) },
  values,
});
const map = (values: JsonRecord) => ({ type: "object", maxProperties: 8, additionalProperties: values });

export const PARITY_CASES: ParityCase[] = [
  // Numbers
  {
    why: "integers",
    schema: { ...integer, ...rules("self % 2 == 0 && self / 3 <= 10") },
    values: [4, 3, -4, 60],
  },
  { why: "doubles", schema: { type: "number", ...rules("self * 2.0 < 3.0") }, values: [1, 1.4, 1.5, -7.25] },
  {
    why: "integers and doubles compared",
    schema: { type: "number", ...rules("self >= 1 && double(int(self)) == self") },
    values: [1, 2.5, 3],
  },
  { why: "overflow", schema: { ...integer, ...rules("self + 9223372036854775807 > 0") }, values: [0, 1] },
  { why: "division by zero", schema: { ...integer, ...rules("10 / self > 1") }, values: [5, 0, 10] },
  {
    why: "an integer or a text",
    schema: {
      "x-kubernetes-int-or-string": true,
      ...rules("type(self) == int ? self < 10 : self.endsWith('%')"),
    },
    values: [3, 12, "5%", "x"],
  },
  // Texts
  texts("self.matches('^[[:alpha:]]+(-[0-9]+)?$')", "abc", "ab-12", "1a", ""),
  texts("self.matches(r'^(?i)k\\d{2,3}$')", "K12", "k1234"),
  texts("size(self) > 2 && self.size() < 6", "abc", "ab", "😀😀", "ééé"),
  texts("self.indexOf('b') == 1 && self.lastIndexOf('b') == 3", "abab", "ba", "😀b😀b"),
  texts("self.indexOf('', 2) == 2", "abc", "a"),
  texts("self.substring(1, 3) == 'bc' || self.charAt(0) == 'z'", "abcd", "zz", "a"),
  texts("self.replace('a', 'x', 1) == 'xba'", "aba", "bab"),
  texts("self.split('.').size() == 3 && self.split('.', 2)[1].contains('.')", "a.b.c", "a.b"),
  texts("self.lowerAscii() == self && self.upperAscii() != self", "abc", "Ab", "éa"),
  texts("self.trim() == self", "a b", " a", "a\u00a0"),
  texts("self.find('[0-9]+') == '12'", "a12b3", "ab"),
  texts("self.findAll('[0-9]+', 2) == ['1', '2']", "1a2b3", "1"),
  list(text(), "self.join('-') == 'a-b'", ["a", "b"], ["a"]),
  texts("'%s-%d'.format([self, 3]) == 'a-3'", "a", "b"),
  texts("self < 'm'", "abc", "z"),
  texts("self in ['a', 'b'] && !(self in {'b': 1})", "a", "b", "c"),
  texts('self != "" && "\\u00e9" != self', "a", "\u00e9", ""),
  // Lists
  list(integer, "self.isSorted()", [1, 2, 2], [2, 1], []),
  list(integer, "self.sum() <= 6", [1, 2, 3], [4, 3], []),
  list({ type: "number" }, "self.sum() == 0.0 || self.max() < 2.0", [], [1.5, 0.25], [2.5]),
  list(text(), "self.min() == 'a' && self.max() == 'c'", ["c", "a"], ["b"], []),
  list(text(), "self.indexOf('b') == 1 && self.lastIndexOf('b') == 2", ["a", "b", "b"], ["b"]),
  list(integer, "self.all(x, x > 0) && self.exists(x, x > 2)", [1, 3], [1, 2], [0, 3]),
  list(integer, "self.exists_one(x, x == 1)", [1, 2], [1, 1], []),
  list(integer, "self.all(x, 10 / x > 1)", [1, 5], [5, 0], [20, 0]),
  list(integer, "self.map(x, x * 2).filter(x, x > 3).size() == 1", [1, 2], [1, 1]),
  list(integer, "self.map(x, x > 1, x * x) == [4, 9]", [1, 2, 3], [2, 2]),
  list(text(), "self.exists(i, v, i == 1 && v == 'b')", ["a", "b"], ["b", "a"]),
  list(integer, "self.transformList(i, v, v > 1, i + v) == [3]", [1, 2], [2, 2]),
  list(
    text(),
    "sets.contains(self, ['a', 'b']) && !sets.intersects(self, ['x'])",
    ["b", "a"],
    ["a"],
    ["a", "b", "x"],
  ),
  list(integer, "self[0] == 1", [1], [2], []),
  {
    why: "a set without order",
    schema: {
      type: "object",
      properties: {
        a: { type: "array", maxItems: 5, "x-kubernetes-list-type": "set", items: text() },
        b: { type: "array", maxItems: 5, "x-kubernetes-list-type": "set", items: text() },
      },
      ...rules("self.a == self.b", "(self.a + self.b).size() == 2"),
    },
    values: [
      { a: ["x", "y"], b: ["y", "x"] },
      { a: ["x"], b: ["y"] },
      { a: ["x"], b: ["x"] },
    ],
  },
  {
    why: "rules of items reported at the items",
    schema: {
      type: "array",
      maxItems: 5,
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      items: {
        type: "object",
        required: ["name"],
        properties: { name: text(), port: integer },
        ...rules({ rule: "!has(self.port) || self.port > 1023", message: "low port", fieldPath: ".port" }),
      },
    },
    values: [[{ name: "a", port: 80 }, { name: "b" }], [{ name: "a", port: 8080 }]],
  },
  // Objects and maps
  object({ a: integer, b: integer }, "!has(self.b) || self.a < self.b", { a: 1 }, { a: 1, b: 1 }, { b: 2 }),
  object(
    { namespace: text(), "x-y": integer, "a.b": integer, __c: integer },
    "self.__namespace__ == 'n' && self.x__dash__y == 1 && self.a__dot__b == 2 && self.__underscores__c == 3",
    { namespace: "n", "x-y": 1, "a.b": 2, __c: 3 },
    { namespace: "n", "x-y": 1, "a.b": 2, __c: 4 },
  ),
  object({ size: { ...integer, default: 3 } }, "self.size < 3", {}, { size: 2 }),
  object({ a: { ...integer, nullable: true } }, "!has(self.a) || self.a > 1", { a: null }, { a: 1 }, {}),
  object(
    { a: map(integer) },
    "self.a.all(k, k.startsWith('x') && self.a[k] > 0)",
    { a: { x: 1 } },
    { a: { y: 1 } },
    { a: { x1: 0 } },
  ),
  object({ a: map(integer) }, "self.a.all(k, v, size(k) == v)", { a: { x: 1, yy: 2 } }, { a: { x: 2 } }),
  object(
    { a: map(text()) },
    "'k.x/y' in self.a && self.a['k.x/y'] == 'v'",
    { a: { "k.x/y": "v" } },
    { a: {} },
  ),
  {
    why: "rules of map values reported at their keys",
    schema: map({ ...integer, ...rules({ rule: "self > 0", message: "not above 0" }) }),
    values: [{ "a.b/c": 0, d: 1 }, { d: 1 }],
  },
  object(
    { a: integer },
    {
      rule: "self.a > 1",
      messageExpression: "self.a == 0 ? 'a is zero' : 'a is small'",
      fieldPath: ".a",
      reason: "FieldValueForbidden",
    },
    { a: 0 },
    { a: 2 },
  ),
  object(
    { a: integer },
    { rule: "self.a > 1", messageExpression: "self.a == 0 ? '' : 'x'", message: "plain" },
    { a: 0 },
    { a: 1 },
  ),
  object(
    { a: integer },
    { rule: "self.a > 1", messageExpression: "string(10 / self.a)" },
    { a: 0 },
    { a: 1 },
  ),
  object(
    { "x-y": integer },
    { rule: "self.x__dash__y > 1", message: "m", fieldPath: "['x-y']" },
    { "x-y": 0 },
  ),
  object(
    { a: integer, b: text() },
    "self.?b.orValue('z') == 'z' && self.?a.hasValue()",
    { a: 1 },
    { a: 1, b: "y" },
    {},
  ),
  object({ a: integer }, "self.?a.optMap(v, v + 1).orValue(0) != 3", { a: 2 }, { a: 3 }, {}),
  // Times
  object(
    { d: { type: "string", format: "duration" } },
    "self.d > duration('1m') && self.d.getMinutes() < 90",
    { d: "1h" },
    { d: "30s" },
    { d: "2h" },
  ),
  object(
    { t: { type: "string", format: "date-time" } },
    "self.t > timestamp('2026-01-01T00:00:00Z') && self.t.getFullYear() == 2026 && self.t + duration('24h') < timestamp('2027-01-01T00:00:00Z')",
    { t: "2026-05-01T10:00:00.5Z" },
    { t: "2025-12-31T23:59:59Z" },
    { t: "2026-12-31T23:00:00+01:00" },
  ),
  object(
    { d: { type: "string", format: "date" } },
    "self.d.getDayOfWeek() == 6",
    { d: "2026-11-21" },
    { d: "2026-11-20" },
  ),
  object(
    { b: { type: "string", format: "byte", maxLength: 40 } },
    "self.b == b'hi' && size(self.b) == 2",
    { b: "aGk=" },
    { b: "aGE=" },
  ),
  // Kubernetes
  texts(
    "quantity(self).isLessThan(quantity('2Gi')) && quantity(self).isGreaterThan(quantity('1500m'))",
    "1Gi",
    "3Gi",
    "1.5",
    "2e3",
    "1500001u",
  ),
  texts("isQuantity(self) && quantity(self).isInteger()", "3", "2Ki", "1500m", "x", "1.5"),
  texts("quantity(self).add(quantity('1')).sub(1).compareTo(quantity('1k')) == 0", "1000", "1k", "0.9k"),
  texts("quantity(self) == quantity('1000m')", "1", "1.0", "2"),
  texts(
    "isURL(self) && url(self).getScheme() == 'https' && url(self).getHostname() == 'a.example.com'",
    "https://a.example.com:8443/x?y=1",
    "http://a.example.com",
    "nothing",
    "/path",
  ),
  texts(
    "url(self).getPort() == '8443' && url(self).getEscapedPath() == '/x' && url(self).getQuery()['y'] == ['1', '2']",
    "https://h:8443/x?y=1&y=2",
    "https://h:8443/x?y=1",
  ),
  texts(
    "isIP(self) && ip(self).family() == 4 && !ip(self).isLoopback()",
    "10.0.0.1",
    "127.0.0.1",
    "::1",
    "10.0.0",
    "010.0.0.1",
    "::ffff:1.2.3.4",
  ),
  texts(
    "ip.isCanonical(self) && ip(self).isGlobalUnicast()",
    "2001:db8::1",
    "2001:DB8::1",
    "2001:db8:0:0:0:0:0:1",
    "fe80::1",
    "1:0:0:2::",
    "::1:0:0:2:0",
  ),
  texts(
    "isCIDR(self) && cidr(self).prefixLength() >= 16 && cidr('10.0.0.0/8').containsCIDR(self)",
    "10.1.0.0/16",
    "10.0.0.0/8",
    "11.0.0.0/16",
    "10.1.0.0/33",
  ),
  texts("cidr('192.168.0.0/24').containsIP(self)", "192.168.0.9", "192.168.1.9", "x"),
  texts(
    "cidr(self).masked().prefixLength() == 8 && cidr('10.0.0.0/8').containsIP(cidr(self).masked().ip())",
    "10.1.2.3/8",
    "11.1.2.3/8",
    "10.0.0.0/9",
  ),
  texts("!format.dns1123Label().validate(self).hasValue()", "a-b", "A", "-a", ""),
  texts("!format.qualifiedName().validate(self).hasValue()", "a.c/b_d", "a b", "/b", "A/b", "a/b/c", "a"),
  texts("semver(self).isGreaterThan(semver('1.0.0'))", "1.2.0", "0.9.0"),
  // Updates
  {
    why: "an immutable field",
    schema: { ...text(), ...rules({ rule: "self == oldSelf", message: "immutable" }) },
    values: ["a"],
    changes: ["a", "b"],
  },
  {
    why: "a field that may only grow",
    schema: {
      ...integer,
      ...rules({
        rule: "!oldSelf.hasValue() || self >= oldSelf.value()",
        message: "shrinks",
        optionalOldSelf: true,
      }),
    },
    values: [5],
    changes: [6, 4],
  },
  {
    why: "items of a keyed list matched by their keys",
    schema: {
      type: "array",
      maxItems: 4,
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      items: {
        type: "object",
        required: ["name"],
        properties: { name: text(), zone: text() },
        ...rules({ rule: "!has(oldSelf.zone) || self.zone == oldSelf.zone", message: "stays" }),
      },
    },
    values: [[{ name: "a", zone: "1" }, { name: "b" }]],
    changes: [
      [
        { name: "b", zone: "2" },
        { name: "a", zone: "1" },
      ],
      [
        { name: "c", zone: "9" },
        { name: "a", zone: "3" },
      ],
    ],
  },
];
