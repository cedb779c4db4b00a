/** The largest text that anything in the portal reads as YAML, in bytes of UTF-8. */
export const MAX_YAML_BYTES = 512 * 1024;

/** How deep maps and lists may be nested. */
export const MAX_YAML_DEPTH = 64;

/** How many maps, lists, keys and values one text may hold, with what its aliases repeat. */
export const MAX_YAML_NODES = 100_000;

/**
 * The share of the values read that may come from aliases, once there are many. Go refuses a share of 0.99
 * (go.yaml.in/yaml/v2, decode.go, `allowedAliasRatio`); a lower one is refused by both.
 */
export const MAX_ALIAS_SHARE = 0.9;
