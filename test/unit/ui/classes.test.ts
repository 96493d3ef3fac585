import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { __unstable__loadDesignSystem as loadDesignSystem } from "tailwindcss";
import { expect, test } from "vitest";

/** Classes that only mark an element, for what is inside it. */
const marker = /^(group|peer)(\/\w+)?$/;

test("every class on screen exists: where the words of a text are classes, no other word is among them", async () => {
  const tokens = readFileSync("src/ui/kit/tokens.css", "utf8");
  const tailwind = readFileSync(createRequire(import.meta.url).resolve("tailwindcss/index.css"), "utf8");
  const system = await loadDesignSystem(tokens, {
    base: "src/ui/kit",
    loadStylesheet: async (_id, base) => ({ path: "", base, content: tailwind }),
  });
  const own = new Set([...tokens.matchAll(/^\s*\.([a-z][\w-]*) \{/gm)].map(([, name]) => name));
  const isClass = (word: string) => own.has(word) || marker.test(word) || system.candidatesToCss([word])[0] !== null;
  const unknown = textsIn("src/ui").flatMap(({ file, text }) => {
    const words = text.split(/\s+/).filter(Boolean);
    const others = words.filter((word) => !isClass(word));
    return words.length >= 3 && others.length <= words.length / 3 ? others.map((word) => `${file}: ${word}`) : [];
  });
  expect(unknown).toEqual([]);
});

/** The texts between quotation marks in the files of a folder. */
function textsIn(folder: string): { file: string; text: string }[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  return files.flatMap((file) =>
    [...readFileSync(`${folder}/${file}`, "utf8").matchAll(/"([^"\n]*)"|`([^`]*)`/g)].map(([, quoted, template]) => ({
      file,
      text: quoted ?? (template ?? "").replace(/\$\{[^}]*\}/g, " "),
    })),
  );
}
