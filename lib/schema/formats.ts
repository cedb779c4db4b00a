/**
 * The string formats that the browser checks exactly as the API server does (k8s.io/kube-openapi/pkg/validation/strfmt);
 * every other format is the server's to judge.
 */

const OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`^${OCTET}(\\.${OCTET}){3}$`);
const TIME = /^\d{4}-\d{2}-\d{2}[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

interface Format {
  test: (text: string) => boolean;
  /** Ends "… must be". */
  rule: string;
}

const FORMATS: Record<string, Format> = {
  date: { test: isDate, rule: "a date like 2026-11-20" },
  "date-time": {
    test: (text) => TIME.test(text) && isDate(text.slice(0, 10)),
    rule: "a date and time like 2026-11-20T10:42:00Z",
  },
  ipv4: { test: (text) => IPV4.test(text), rule: "an IPv4 address like 10.0.0.1" },
};

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** What `text` must be, where it is not; undefined when it is right or the server's to judge. */
export function checkFormat(format: unknown, text: string): string | undefined {
  const known = typeof format === "string" && Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  return known && !known.test(text) ? known.rule : undefined;
}
