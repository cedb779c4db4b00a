/**
 * Whether a text is the address of a picture that a page may load: a `data:` URL, or HTTPS at one of these hosts. The
 * content security policy allows no other.
 */
export function isPictureAllowed(address: string, hosts: readonly string[]): boolean {
  if (address.startsWith("data:image/")) return true;
  if (!address.startsWith("https://") || !URL.canParse(address)) return false;
  const { host } = new URL(address);
  return hosts.some((allowed) =>
    allowed.startsWith("*.") ? host.endsWith(allowed.slice(1)) : host === allowed,
  );
}
