import compile from "icu-minify/compile";

/** Turns a catalogue into what is only to be put together, when the pages are built: so they need no parser of messages. */
export default function compileCatalogue(source) {
  return `export default ${JSON.stringify(compiled(JSON.parse(source)))}`;
}

function compiled(messages) {
  if (typeof messages === "string") return compile(messages);
  return Object.fromEntries(Object.entries(messages).map(([name, message]) => [name, compiled(message)]));
}
