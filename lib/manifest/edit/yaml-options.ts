import {
  type CollectionTag,
  type CreateNodeOptions,
  type DocumentOptions,
  type ParseOptions,
  type ScalarTag,
  type SchemaOptions,
  stringify,
} from "yaml";
import { resolvePlain } from "#lib/manifest/yaml/resolve";

const UNREAD_TAGS = new Set(
  ["binary", "omap", "pairs", "set", "timestamp"].map((name) => `tag:yaml.org,2002:${name}`),
);

// Characters that a YAML 1.1 reader takes for a line break, or refuses, even in quotes. Only an escape keeps
// them.
const ESCAPED = /[\u007f-\u009f\u2028\u2029\ufeff\ufffd-\uffff]/g;

// In a block scalar, the first line would set the indentation, and white space at the end would be lost.
const NO_BLOCK = /^\n*[ \t]|[ \t]\n*$|^\n+$/;

/** Texts that the library fails to quote, among them the one that means a merge of maps. */
function quoteText(tag: ScalarTag | CollectionTag): ScalarTag | CollectionTag {
  if (!isScalarTag(tag) || !["tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"].includes(tag.tag))
    return tag;
  return {
    ...tag,
    stringify: (item, ...context) => {
      const text = typeof item.value === "string" ? item.value : "";
      const isMultiline = text.includes("\n");
      return text === "<<" || text.search(ESCAPED) >= 0 || (isMultiline && NO_BLOCK.test(text))
        ? escapeText(text)
        : (tag.stringify?.(item, ...context) ?? "");
    },
  };
}

function isScalarTag(tag: ScalarTag | CollectionTag): tag is ScalarTag {
  return tag.collection === undefined;
}

function escapeText(text: string): string {
  return JSON.stringify(text).replace(ESCAPED, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * Reads unquoted scalars as Go does. The pattern matches every text that Go or the library may read as a
 * number, and more. Each matching text is quoted when it is written.
 */
const GO_SCALAR: ScalarTag = {
  tag: "tag:yaml.org,2002:go",
  default: true,
  identify: () => false,
  test: /^(?:[-+]_*)?(?:0_*[bBoOxX][0-9a-fA-F_]+|(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?(?:[eE]_*[-+]?[0-9_]+)?)$/,
  resolve: (text) => resolvePlain(text),
};

/**
 * How the `yaml` library reads and writes an edited text: scalars as Kubernetes reads them
 * (sigs.k8s.io/yaml), so `yes` is true and `0644` is octal, while dates and sexagesimal numbers stay text.
 * lib/manifest/yaml alone defines what a text means.
 */
export const YAML_OPTIONS: ParseOptions & DocumentOptions & SchemaOptions & CreateNodeOptions = {
  version: "1.1",
  aliasDuplicateObjects: false,
  // The reader has already checked for duplicates, in linear time.
  uniqueKeys: false,
  customTags: (tags) => [
    GO_SCALAR,
    ...tags
      .filter((tag) => typeof tag === "string" || !(UNREAD_TAGS.has(tag.tag) || tag.format === "TIME"))
      .map((tag) => (typeof tag === "object" ? quoteText(tag) : tag)),
  ],
};

/** Formats a value as a person would, without breaking long lines. */
export function writeYaml(value: unknown): string {
  // The library would write a block scalar without an indentation, which Go does not read.
  if (typeof value === "string" && value.includes("\n")) return `${escapeText(value)}\n`;
  return stringify(value, { ...YAML_OPTIONS, lineWidth: 0 });
}
