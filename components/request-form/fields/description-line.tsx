/** Behind the field's name, these go on saying what it does. */
const VERBS =
  /^(?:(?:allow|configure|contain|control|define|describe|determine|disable|enable|hold|indicate|reference|represent|set)s?|specif(?:y|ies)|can|may|must|should)\s/;

/**
 * Help without the field's own name in front of it, as comments of Go have it and as the label says already:
 * `BodySizeLimit defines …` → `Defines …`, `Rules are a list of …` → `A list of …`. Any other help stays as it is.
 * https://go.dev/doc/comment
 */
export function dropName(help: string, name: string): string {
  const [first = ""] = help.split(" ", 1);
  if (first.toLowerCase() !== name.toLowerCase()) return help;
  const rest = help.slice(first.length + 1);
  const said = rest.replace(/^(?:is|are) (?=(?:an?|the)\s)/, "");
  if (said === rest && !VERBS.test(rest)) return help;
  return said.charAt(0).toUpperCase() + said.slice(1);
}
