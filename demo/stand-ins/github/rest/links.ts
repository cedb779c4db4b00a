/** The addresses that answers contain: the layout of GitHub Enterprise Server, below the stand-in's own address. */
export interface Links {
  /** Pages: `http://127.0.0.1:<port>`. */
  web: string;
  /** REST API: `<web>/api/v3`. */
  api: string;
  graphql: string;
}

/** https://docs.github.com/en/enterprise-server@latest/rest/quickstart */
export function createLinks(web: string): Links {
  return { web, api: `${web}/api/v3`, graphql: `${web}/api/graphql` };
}

/** An opaque id, as GraphQL has it. */
export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString("base64url");
}
