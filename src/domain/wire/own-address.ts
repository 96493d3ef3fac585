/**
 * Returns the full address if it leads only to pages of an origin (such as `https://chat.example.org`), otherwise null. It is
 * read as a browser reads it, since browsers drop tabs and line breaks, read `\` as `/`, and treat two slashes as another host.
 */
export function ownAddress(address: string, origin: string): string | null {
  if (!URL.canParse(address, origin)) return null;
  const url = new URL(address, origin);
  const own = new URL(origin);
  // A `blob:` address has the origin of the page that made it. Names and passwords do not belong in an address of ours.
  const isOwn = url.protocol === own.protocol && url.host === own.host && url.username === "" && url.password === "";
  return isOwn ? url.href : null;
}
