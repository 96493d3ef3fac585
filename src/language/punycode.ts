/**
 * Stands in for the package `punycode.js`, which markdown-it would bring into every page: the browser writes the host of an address in
 * ASCII itself. Hosts are never read back from it.
 */
function toASCII(host: string): string {
  return isAscii.test(host) ? host : new URL(`http://${host}`).hostname;
}

function toUnicode(host: string): string {
  return host;
}

const isAscii = /^[\0-\x7f]*$/;

export default { toASCII, toUnicode };
