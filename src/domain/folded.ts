/** Without case and accents, so that “jorg” finds “Jörg”. */
export function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}
