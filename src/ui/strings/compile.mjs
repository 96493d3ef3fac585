import compile from "icu-minify/compile";

/** Compiles a string catalogue at build time, so that pages need no message parser. */
export default function compileCatalogue(source) {
  return `export default ${JSON.stringify(compiled(JSON.parse(source)))}`;
}

function compiled(messages) {
  if (typeof messages === "string") return compile(messages);
  return Object.fromEntries(Object.entries(messages).map(([name, message]) => [name, compiled(message)]));
}
