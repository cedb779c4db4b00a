/** Builds the value of a tree, by the rules of go.yaml.in/yaml/v2 (decode.go) and of JSON. */
import { MAX_ALIAS_SHARE, MAX_YAML_DEPTH, MAX_YAML_NODES } from "#lib/manifest/yaml/limits";
import { isMergeKey, type MapNode, type YamlNode } from "#lib/manifest/yaml/node";
import { YamlProblem, YamlSyntaxProblem } from "#lib/manifest/yaml/problem";
import { nameKey, resolvePlain } from "#lib/manifest/yaml/resolve";

/**
 * The value, with aliases and merges resolved.
 * @throws YamlProblem for values that JSON does not have, for repeated names, and where readers resolve a
 * merge differently
 */
export function constructValue(root: YamlNode): unknown {
  return new Constructor().construct(root, 0);
}

/**
 * The named fields of a map, as `constructValue` would return them. Does not construct the values of other
 * fields.
 * @throws YamlProblem as `constructValue`, for the names of all fields
 */
export function constructFields(root: MapNode, names: ReadonlySet<string>): Record<string, unknown> {
  return new Constructor().constructFields(root, names);
}

class Constructor {
  /**
   * Number of constructed values, and of those that came from aliases. Go refuses a text with too many of the
   * latter.
   */
  #count = 0;
  #aliased = 0;
  #aliasDepth = 0;
  readonly #open = new Set<YamlNode>();

  construct(node: YamlNode, depth: number): unknown {
    this.#countValue(node, depth);
    if (node.kind === "scalar") return this.#constructScalar(node.text, node.plain, node);
    if (node.kind === "alias") return this.#follow(node, () => this.construct(node.target, depth + 1));
    this.#open.add(node);
    const value =
      node.kind === "list"
        ? node.items.map((item) => this.construct(item, depth + 1))
        : Object.fromEntries(this.#constructMap(node, depth));
    this.#open.delete(node);
    return value;
  }

  constructFields(root: MapNode, names: ReadonlySet<string>): Record<string, unknown> {
    const pairs = root.pairs.filter(({ key }) => names.has(this.#constructName(key)));
    return Object.fromEntries(this.#constructMap({ ...root, pairs }, 0));
  }

  #constructScalar(text: string, plain: boolean, node: YamlNode): unknown {
    const value = plain ? resolvePlain(text) : text;
    if (value !== undefined) return value;
    throw new YamlProblem(
      `JSON has no number ${text}. Put it in quotes to make it text.`,
      node.from,
      node.to,
    );
  }

  #constructMap(node: MapNode, depth: number): Map<string, unknown> {
    const values = new Map<string, unknown>();
    const own = new Set<string>();
    let hasMerged = false;
    for (const { key, value } of node.pairs) {
      if (isMergeKey(key)) {
        if (hasMerged)
          throw new YamlProblem("A map can have one merge (<<). Merge a list instead.", key.from, key.to);
        hasMerged = true;
        this.#merge(value, depth, values, own, key);
        continue;
      }
      this.#countValue(key, depth);
      const name = this.#constructName(key);
      if (own.has(name))
        throw new YamlSyntaxProblem(`Keys must be unique: ${quote(name)} is there twice.`, key.from, key.to);
      own.add(name);
      values.set(name, this.construct(value, depth + 1));
    }
    return values;
  }

  #constructName(key: YamlNode): string {
    if (key.kind !== "scalar") throw new YamlProblem("A key must be text.", key.from, key.to);
    const name = nameKey(key.text, key.plain);
    if (name !== undefined) return name;
    const message = `Not all readers take the key ${key.text || "(empty)"} for the same text. Put it in quotes.`;
    throw new YamlProblem(message, key.from, key.to);
  }

  /**
   * Go lets a merge replace keys before it; YAML and go.yaml.in/yaml/v3 do not. Only merges that both read
   * the same way are accepted: a merge must stand before the map's own keys that it also sets.
   */
  #merge(value: YamlNode, depth: number, into: Map<string, unknown>, own: Set<string>, key: YamlNode): void {
    const sources = value.kind === "list" ? [...value.items].reverse() : [value];
    for (const source of sources) {
      for (const [name, merged] of this.#constructSource(source, depth)) {
        if (own.has(name)) {
          const message = `The merge (<<) gives ${quote(name)}, which stands before it. Move the merge to the top of the map.`;
          throw new YamlProblem(message, key.from, key.to);
        }
        into.set(name, merged);
      }
    }
  }

  #constructSource(source: YamlNode, depth: number): Map<string, unknown> {
    if (source.kind === "map") return this.#enter(source, depth);
    if (source.kind === "alias" && source.target.kind === "map") {
      const { target } = source;
      this.#countValue(source, depth);
      return this.#follow(source, () => this.#enter(target, depth));
    }
    throw new YamlProblem("A merge (<<) takes a map, or a list of maps.", source.from, source.to);
  }

  #enter(map: MapNode, depth: number): Map<string, unknown> {
    this.#countValue(map, depth + 1);
    this.#open.add(map);
    const values = this.#constructMap(map, depth + 1);
    this.#open.delete(map);
    return values;
  }

  #follow<T>(alias: YamlNode & { kind: "alias" }, read: () => T): T {
    if (this.#open.has(alias.target)) {
      throw new YamlProblem(`The anchor &${alias.name} contains itself.`, alias.from, alias.to);
    }
    this.#aliasDepth += 1;
    const value = read();
    this.#aliasDepth -= 1;
    return value;
  }

  #countValue(node: YamlNode, depth: number): void {
    this.#count += 1;
    if (this.#aliasDepth > 0) this.#aliased += 1;
    if (depth > MAX_YAML_DEPTH) {
      throw new YamlProblem(
        `With its aliases, the text is nested deeper than ${MAX_YAML_DEPTH} levels.`,
        node.from,
        node.to,
      );
    }
    const isMostlyAliases = this.#count > 1000 && this.#aliased > this.#count * MAX_ALIAS_SHARE;
    if (this.#count > 2 * MAX_YAML_NODES || isMostlyAliases) {
      throw new YamlProblem(
        "The aliases of the text expand to too much. Write the values out.",
        node.from,
        node.to,
      );
    }
  }
}

function quote(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
}
