/**
 * The text of a named character reference such as `&copy;`, or the reference itself if there is none of that name. Replaces the
 * package `entities`, whose table markdown-it would add to every page: the browser has the same one.
 */
export function decodeHTMLStrict(reference: string): string {
  const reader = document.createElement("textarea");
  reader.innerHTML = reference;
  const text = reader.value;
  // Browsers read `&notit;` as `¬it;`, for the sake of the oldest pages.
  return text.endsWith(";") && reference !== "&semi;" ? reference : text;
}
