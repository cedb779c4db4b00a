/** The largest text that anything in the portal reads as YAML, in bytes of UTF-8. */
export const MAX_YAML_BYTES = 512 * 1024;

/** How deep maps and lists may be nested. */
export const MAX_YAML_DEPTH = 64;

/** Maximum number of maps, lists, keys and values in one text, including repetitions by aliases. */
export const MAX_YAML_NODES = 100_000;

/**
 * The maximum share of values from aliases, in large texts. Go refuses a share of 0.99 (go.yaml.in/yaml/v2,
 * decode.go, `allowedAliasRatio`). The limit here is lower, so Go refuses no text that the portal accepts.
 */
export const MAX_ALIAS_SHARE = 0.9;
