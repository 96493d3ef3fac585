/**
 * An address that leads nowhere but to pages of an origin (such as `https://chat.example.org`), in full; null for every other one.
 * It is judged as a browser reads it, since browsers drop tabs and line breaks, take `\` for `/`, and two slashes for another host.
 */
export function ownAddress(address: string, origin: string): string | null {
  if (!URL.canParse(address, origin)) return null;
  const url = new URL(address, origin);
  const own = new URL(origin);
  // The origin of `blob:` is that of the page which made it. Names and passwords have no business in an address of ours.
  const isOwn = url.protocol === own.protocol && url.host === own.host && url.username === "" && url.password === "";
  return isOwn ? url.href : null;
}
