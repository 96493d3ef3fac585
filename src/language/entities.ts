/**
 * The text of a named character reference such as `&copy;`, and the reference itself when there is none of that name. Stands in for the
 * package `entities`, whose table markdown-it would bring into every page: the browser has the same one.
 */
export function decodeHTMLStrict(reference: string): string {
  const reader = document.createElement("textarea");
  reader.innerHTML = reference;
  const text = reader.value;
  // `&notit;` is read as `¬it;`, for the sake of the oldest pages.
  return text.endsWith(";") && reference !== "&semi;" ? reference : text;
}
