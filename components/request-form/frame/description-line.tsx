/** Verbs that follow the field's name in its help. */
const VERBS =
  /^(?:(?:allow|configure|contain|control|define|describe|determine|disable|enable|hold|indicate|reference|represent|set)s?|specif(?:y|ies)|can|may|must|should)\s/;

/**
 * The help without the field's name at its start, which Go comments have and which the label shows already:
 * `BodySizeLimit defines …` → `Defines …`, `Rules are a list of …` → `A list of …`. Any other help stays as it is.
 * https://go.dev/doc/comment
 */
export function dropName(help: string, name: string): string {
  const [first = ""] = help.split(" ", 1);
  if (first.toLowerCase() !== name.toLowerCase()) return help;
  const rest = help.slice(first.length + 1);
  const shortened = rest.replace(/^(?:is|are) (?=(?:an?|the)\s)/, "");
  if (shortened === rest && !VERBS.test(rest)) return help;
  return shortened.charAt(0).toUpperCase() + shortened.slice(1);
}
