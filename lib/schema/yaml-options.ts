import {
  type CollectionTag,
  type CreateNodeOptions,
  type DocumentOptions,
  type ParseOptions,
  type ScalarTag,
  type SchemaOptions,
  stringify,
} from "yaml";

const UNREAD_TAGS = new Set(
  ["binary", "omap", "pairs", "set", "timestamp"].map((name) => `tag:yaml.org,2002:${name}`),
);

// Line breaks to a reader of YAML 1.1, or refused by it, however quoted: only escaped are they what they are.
const ESCAPED = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Texts whose quoting the library leaves out: with such characters, and the one that reads as a merge of maps. */
function quoteText(tag: ScalarTag | CollectionTag): ScalarTag | CollectionTag {
  if (!isScalarTag(tag) || !["tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"].includes(tag.tag))
    return tag;
  return {
    ...tag,
    stringify: (item, ...context) => {
      const text = typeof item.value === "string" ? item.value : "";
      return text === "<<" || text.search(ESCAPED) >= 0
        ? JSON.stringify(text).replace(ESCAPED, escapeCharacter)
        : (tag.stringify?.(item, ...context) ?? "");
    },
  };
}

function isScalarTag(tag: ScalarTag | CollectionTag): tag is ScalarTag {
  return tag.collection === undefined;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * Kubernetes reads YAML 1.1 through JSON (sigs.k8s.io/yaml): `yes` is true and `0644` is octal, while dates and
 * sexagesimal numbers stay text. The same rules decide which strings need quotes when written.
 */
export const YAML_OPTIONS: ParseOptions & DocumentOptions & SchemaOptions & CreateNodeOptions = {
  version: "1.1",
  aliasDuplicateObjects: false,
  customTags: (tags) =>
    tags
      .filter((tag) => typeof tag === "string" || !(UNREAD_TAGS.has(tag.tag) || tag.format === "TIME"))
      .map((tag) => (typeof tag === "object" ? quoteText(tag) : tag)),
};

/** A value as a person would write it, long lines unbroken. */
export function writeYaml(value: unknown): string {
  return stringify(value, { ...YAML_OPTIONS, lineWidth: 0 });
}
