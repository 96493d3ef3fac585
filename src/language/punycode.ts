/**
 * Replaces the package `punycode.js`, which markdown-it would add to every page: the browser itself writes the host of an address
 * in ASCII. Hosts are never converted back.
 */
function toASCII(host: string): string {
  return isAscii.test(host) ? host : new URL(`http://${host}`).hostname;
}

function toUnicode(host: string): string {
  return host;
}

const isAscii = /^[\0-\x7f]*$/;

export default { toASCII, toUnicode };
