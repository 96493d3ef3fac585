import { readFileSync } from "node:fs";
import ts from "typescript";

/** The titles of all tests in a file, as written there, after those of their groups: “group › test”. */
export function testTitles(path: string): ReadonlySet<string> {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest);
  const titles = new Set<string>();
  visit(source, []);
  return titles;

  function visit(node: ts.Node, around: readonly string[]): void {
    const title = titleOf(node, source);
    if (title?.kind === "test") titles.add([...around, title.text].join(" › "));
    const within = title?.kind === "describe" ? [...around, title.text] : around;
    ts.forEachChild(node, (child) => visit(child, within));
  }
}

/** The title given in a call of `test`, `describe`, or the result of `test.each(…)`. */
function titleOf(node: ts.Node, source: ts.SourceFile): { readonly kind: string; readonly text: string } | null {
  if (!ts.isCallExpression(node) || node.arguments.length < 2) return null;
  const [title] = node.arguments;
  if (title === undefined || !(ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))) return null;
  const text = ts.isStringLiteralLike(title) ? title.text : title.getText(source).slice(1, -1);
  return { kind: calledName(node.expression), text };
}

function calledName(callee: ts.Expression): string {
  if (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) return calledName(callee.expression);
  return ts.isIdentifier(callee) ? callee.text : "";
}
