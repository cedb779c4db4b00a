/** HTML from templates, in which every value is escaped unless it is HTML itself. */

export interface Html {
  readonly markup: string;
}

export type HtmlValue = Html | string | number | undefined | false | readonly HtmlValue[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Tag of a template. Values are safe as text and in quoted attributes. Undefined and false are empty. */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  const parts = strings.map((text, index) => (index === 0 ? "" : write(values[index - 1])) + text);
  return { markup: parts.join("") };
}

function write(value: HtmlValue): string {
  if (value === undefined || value === false) return "";
  if (typeof value === "string") return value.replaceAll(/[&<>"']/g, (found) => ESCAPES[found] ?? "");
  if (typeof value === "number") return String(value);
  if ("markup" in value) return value.markup;
  return value.map(write).join("");
}
