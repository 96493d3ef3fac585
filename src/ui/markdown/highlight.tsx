import { common, createLowlight } from "lowlight";
import type { ReactNode } from "react";
import { showControls } from "../../language";

const lowlight = createLowlight(common);

/** The latest results, since a list draws its rows anew whenever they come back on the screen. */
const known = new Map<string, ReactNode>();
const knownMax = 100;

/** Code in colours, as the children of an element; null for a language that is not known. */
export function highlight(code: string, language: string): ReactNode {
  const key = keyOf(code, language);
  const drawn = known.get(key) ?? draw(code, language);
  known.delete(key);
  known.set(key, drawn);
  for (const oldest of known.keys()) {
    if (known.size <= knownMax) break;
    known.delete(oldest);
  }
  return drawn;
}

/** What `highlight` has made of the code before; undefined if it would have to work. */
export function highlighted(code: string, language: string): ReactNode | undefined {
  return known.get(keyOf(code, language));
}

function keyOf(code: string, language: string): string {
  return `${language} ${code}`;
}

function draw(code: string, language: string): ReactNode {
  if (!lowlight.registered(language)) return null;
  return lowlight.highlight(language, code).children.map((node, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name, and never change.
    <Part key={index} node={node} />
  ));
}

type Node = ReturnType<typeof lowlight.highlight>["children"][number];

function Part({ node }: { node: Node }) {
  if (node.type === "text") return showControls(node.value);
  if (node.type !== "element") return null;
  const kind = String(listOf(node.properties.className)[0] ?? "").replace(/^hljs-/, "");
  return (
    <span className={looks[kind]}>
      {node.children.map((child, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above.
        <Part key={index} node={child} />
      ))}
    </span>
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const keyword = "text-code-keyword";
const name = "text-code-name";
const text = "text-code-text";
const aside = "text-faint";

/** What each kind of word looks like. Other kinds look like the rest. */
const looks: Record<string, string | undefined> = {
  keyword,
  literal: keyword,
  "selector-tag": keyword,
  "selector-pseudo": keyword,
  doctag: keyword,
  section: keyword,
  title: name,
  name,
  built_in: name,
  type: name,
  attr: name,
  attribute: name,
  property: name,
  variable: name,
  "template-variable": name,
  symbol: name,
  "selector-class": name,
  "selector-id": name,
  string: text,
  number: text,
  regexp: text,
  char: text,
  link: text,
  code: text,
  subst: "text-ink",
  comment: aside,
  quote: aside,
  meta: aside,
  addition: "text-success",
  deletion: "text-danger",
  strong: "font-semibold",
  emphasis: "italic",
};
