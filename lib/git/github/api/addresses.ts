/** The addresses of GitHub's API for the address that people open. */
interface ApiAddresses {
  rest: string;
  graphql: string;
}

/**
 * github.com and its data-residency domains have the API on a host of its own
 * (https://docs.github.com/en/enterprise-cloud@latest/admin/data-residency/network-details-for-ghecom), an
 * Enterprise Server below `/api` (https://docs.github.com/en/enterprise-server@latest/rest/enterprise-admin).
 * @param url `https://github.com` or the address of the Enterprise Server, without a slash at the end
 */
export function findApiAddresses(url: string): ApiAddresses {
  const { protocol, host } = new URL(url);
  if (host === "github.com" || host === "www.github.com") return onOwnHost("https://api.github.com");
  if (host.endsWith(".ghe.com")) return onOwnHost(`${protocol}//api.${host}`);
  return { rest: `${url}/api/v3`, graphql: `${url}/api/graphql` };
}

function onOwnHost(rest: string): ApiAddresses {
  return { rest, graphql: `${rest}/graphql` };
}
