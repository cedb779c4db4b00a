/**
 * Converts a field path of the API server (`spec.ports[0].name`, `metadata.labels[a.b/c]`) to a JSON Pointer
 * (RFC 6901). Source: k8s.io/apimachinery/pkg/util/validation/field, Path.String: names follow dots, indexes
 * and keys are in brackets. `<nil>` and the empty path stand for the whole object.
 */
export function fieldToPointer(field: string): string {
  if (field === "" || field === "<nil>") return "";
  const segments = field.match(/\[[^\]]*\]|[^.[\]]+/g) ?? [];
  return segments
    .map((segment) => (segment.startsWith("[") ? segment.slice(1, -1) : segment))
    .map((segment) => `/${segment.replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}
