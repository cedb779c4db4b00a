/** Checks the characters of a text before it is parsed. */
import { MAX_YAML_BYTES } from "#lib/manifest/yaml/limits";
import { YamlProblem } from "#lib/manifest/yaml/problem";

/**
 * Characters that Go's reader refuses (go.yaml.in/yaml/v2, readerc.go), and those that some readers take for
 * a line break and others for text. As an escape in double quotes, all readers read each of them the same
 * way.
 */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffd-\uffff]|\r(?!\n)|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

const NAMES: Record<string, string> = {
  "\r": "a carriage return without a line feed",
  "\u0085": "the line break U+0085",
  "\u2028": "the line break U+2028",
  "\u2029": "the line break U+2029",
  "\ufeff": "a byte order mark (U+FEFF) that is not at the start",
  "\ufffd": "the replacement character U+FFFD, which stands for bytes that are not UTF-8",
};

// kubectl takes each line that begins with --- for a separator, and refuses one followed by anything except a
// comment (k8s.io/apimachinery/pkg/util/yaml, YAMLReader).
const SEPARATOR = /^---(?![ \t]*\r?$|[ \t]+#)/m;

/**
 * The text without a leading byte order mark, which every reader ignores.
 * @throws YamlProblem where the text is too long, or has a character that readers interpret differently
 */
export function checkCharacters(text: string): string {
  // Each UTF-16 unit has at least one byte, so a long text is refused without encoding it.
  const bytes = text.length > MAX_YAML_BYTES ? text.length : new TextEncoder().encode(text).length;
  if (bytes > MAX_YAML_BYTES) {
    throw new YamlProblem(`The text is longer than ${MAX_YAML_BYTES / 1024} KiB. Shorten it.`, 0);
  }
  const start = text.startsWith("\ufeff") ? 1 : 0;
  const own = text.slice(start);
  const at = own.search(FORBIDDEN);
  if (at >= 0) throw new YamlProblem(describeCharacter(own.charAt(at)), start + at);
  const separator = own.search(SEPARATOR);
  if (separator >= 0) {
    const message =
      "A line that begins with --- can hold only a comment after it. Move the rest to a new line.";
    throw new YamlProblem(message, start + separator, start + separator + 3);
  }
  return own;
}

function describeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  const hex = code.toString(16).toUpperCase().padStart(4, "0");
  if (code >= 0xd800 && code <= 0xdfff) return `The text holds half of a character (U+${hex}). Remove it.`;
  const name = NAMES[character] ?? `the control character U+${hex}`;
  const advice =
    character === "\r" ? "End lines with \\n or \\r\\n." : "Remove it, or escape it in double quotes.";
  return `The text holds ${name}. ${advice}`;
}
