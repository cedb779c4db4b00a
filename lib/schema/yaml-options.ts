import {
  type CreateNodeOptions,
  type DocumentOptions,
  type ParseOptions,
  type SchemaOptions,
  stringify,
} from "yaml";

const UNREAD_TAGS = new Set(
  ["binary", "omap", "pairs", "set", "timestamp"].map((name) => `tag:yaml.org,2002:${name}`),
);

/**
 * Kubernetes reads YAML 1.1 through JSON (sigs.k8s.io/yaml): `yes` is true and `0644` is octal, while dates and
 * sexagesimal numbers stay text. The same rules decide which strings need quotes when written.
 */
export const YAML_OPTIONS: ParseOptions & DocumentOptions & SchemaOptions & CreateNodeOptions = {
  version: "1.1",
  aliasDuplicateObjects: false,
  customTags: (tags) =>
    tags.filter((tag) => typeof tag === "string" || !(UNREAD_TAGS.has(tag.tag) || tag.format === "TIME")),
};

/** A value as a person would write it, long lines unbroken. */
export function writeYaml(value: unknown): string {
  return stringify(value, { ...YAML_OPTIONS, lineWidth: 0 });
}
