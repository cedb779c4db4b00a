/** The path of one object in the HTTP API. `_` stands for the core group and for no namespace. */
export const RESOURCE_PATH =
  "/api/v1/resources/{cluster}/{group}/{version}/{plural}/{namespace}/{name}" as const;
