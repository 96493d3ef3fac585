import ts from "typescript";

/** One small change that makes a rule laxer or stricter. A test has to fail with it. */
export type Mutant = {
  /** Names it in the program that holds all mutants of a file at once. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  /** What is changed, and the text that it is changed in. */
  readonly change: string;
};

type Edit = { readonly start: number; readonly end: number; readonly before: string; readonly after: string };

/**
 * A TypeScript file with a switch at every `throw` and in every condition that leads to one: the program is the same as before until
 * `globalThis.isMutant` says yes to one of the ids. Nothing is written to the disk.
 */
export function mutate(file: string, source: string): { readonly code: string; readonly mutants: Mutant[] } {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];
  const edits: Edit[] = [];
  visit(tree);
  const code = edits
    .sort((one, other) => other.start - one.start)
    .reduce(
      (text, { start, end, before, after }) =>
        `${text.slice(0, start)}${before}${text.slice(start, end)}${after}${text.slice(end)}`,
      source,
    );
  return { code, mutants };

  function visit(node: ts.Node): void {
    if (ts.isThrowStatement(node)) switchOff(node);
    if (ts.isIfStatement(node) && leadsToThrow(node)) operandsOf(node.expression).forEach(turn);
    ts.forEachChild(node, visit);
  }

  function switchOff(node: ts.ThrowStatement): void {
    edit(node, `{ if (!${mutant(node, "without")}) `, " }");
  }

  /** An operand that is always true, never true, or whose comparison is shifted by one. */
  function turn(node: ts.Expression): void {
    const shifted = shiftedComparison(node);
    const boundary = shifted === undefined ? "" : `${mutant(node, `with ${shifted} for`)} ? (${shifted}) : `;
    edit(
      node,
      `(${mutant(node, "with always true for")} ? true : ${mutant(node, "with never true for")} ? false : ${boundary}(`,
      "))",
    );
  }

  function edit(node: ts.Node, before: string, after: string): void {
    edits.push({ start: node.getStart(tree), end: node.getEnd(), before, after });
  }

  /** Takes down a mutant, and answers the expression that says whether the program is this one. */
  function mutant(node: ts.Node, change: string): string {
    const { line, character } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
    const id = `${file}:${line + 1}:${character + 1} ${change}`;
    const text = node.getText(tree).replace(/\s+/gu, " ");
    mutants.push({ id, file, line: line + 1, change: `${change} ${text}` });
    return `globalThis.isMutant(${JSON.stringify(id)})`;
  }
}

/** Whether the condition guards a `throw`: one in its own branch, or the one that follows where it is left out. */
function leadsToThrow(node: ts.IfStatement): boolean {
  const { thenStatement: branch, parent } = node;
  const own = ts.isBlock(branch) ? branch.statements : [branch];
  const following = ts.isBlock(parent) ? parent.statements.slice(parent.statements.indexOf(node) + 1) : [];
  return [...own, ...following.slice(0, 1)].some(ts.isThrowStatement);
}

/** What `&&` and `||` join. */
function operandsOf(node: ts.Expression): ts.Expression[] {
  if (ts.isParenthesizedExpression(node)) return operandsOf(node.expression);
  if (!ts.isBinaryExpression(node) || !joins.has(node.operatorToken.kind)) return [node];
  return [...operandsOf(node.left), ...operandsOf(node.right)];
}

const joins = new Set([ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken]);

const shifts = new Map([
  [ts.SyntaxKind.LessThanToken, "<="],
  [ts.SyntaxKind.LessThanEqualsToken, "<"],
  [ts.SyntaxKind.GreaterThanToken, ">="],
  [ts.SyntaxKind.GreaterThanEqualsToken, ">"],
]);

function shiftedComparison(node: ts.Expression): string | undefined {
  if (!ts.isBinaryExpression(node)) return undefined;
  const operator = shifts.get(node.operatorToken.kind);
  return operator && `${node.left.getText()} ${operator} ${node.right.getText()}`;
}
