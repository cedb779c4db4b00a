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

// Line breaks to a reader of YAML 1.1, or refused by one, however quoted: only escaped do they stay what they are.
const ESCAPED = /[\u007f-\u009f\u2028\u2029\ufeff\ufffd-\uffff]/g;

// As a block of text, the first line would decide the indentation, and white space at the end would be lost.
const NO_BLOCK = /^\n*[ \t]|[ \t]\n*$|^\n+$/;

/** Texts whose quoting the library leaves out, among them the one that reads as a merge of maps. */
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
 * Reads scalars without quotes as Go does. The pattern takes every text that Go or the library may take for a number,
 * and more: each of them is quoted when it is written as text.
 */
const GO_SCALAR: ScalarTag = {
  tag: "tag:yaml.org,2002:go",
  default: true,
  identify: () => false,
  test: /^(?:[-+]_*)?(?:0_*[bBoOxX][0-9a-fA-F_]+|(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?(?:[eE]_*[-+]?[0-9_]+)?)$/,
  resolve: (text) => resolvePlain(text),
};

/**
 * How the `yaml` library reads and writes what is edited: scalars as Kubernetes reads them (sigs.k8s.io/yaml), so that
 * `yes` is true and `0644` is octal, while dates and sexagesimal numbers stay text. What a text means is decided by
 * lib/manifest/yaml alone.
 */
export const YAML_OPTIONS: ParseOptions & DocumentOptions & SchemaOptions & CreateNodeOptions = {
  version: "1.1",
  aliasDuplicateObjects: false,
  // The reader has looked for duplicates, in linear time.
  uniqueKeys: false,
  customTags: (tags) => [
    GO_SCALAR,
    ...tags
      .filter((tag) => typeof tag === "string" || !(UNREAD_TAGS.has(tag.tag) || tag.format === "TIME"))
      .map((tag) => (typeof tag === "object" ? quoteText(tag) : tag)),
  ],
};

/** A value as a person would write it, long lines unbroken. */
export function writeYaml(value: unknown): string {
  // The library would write a block of text without an indentation, which Go does not read.
  if (typeof value === "string" && value.includes("\n")) return `${escapeText(value)}\n`;
  return stringify(value, { ...YAML_OPTIONS, lineWidth: 0 });
}
