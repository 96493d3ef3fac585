import ts from "typescript";
import { checksIn, conditionsIn, parsed, throwsIn } from "./refusals";

/** One small change that makes a rule laxer or stricter. A test must fail with it. */
export type Mutant = {
  /** Identifies it in the program that holds all mutants of a file at once. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  /** The kind of change, and the text that it changes. */
  readonly change: string;
};

type Insertion = { readonly at: number; readonly text: string };

/** Names of the functions that decide about refusals (`predicatesOf`), and of those that may refuse (`refusersOf`). */
export type Deciders = { readonly predicates: ReadonlySet<string>; readonly refusers: ReadonlySet<string> };

/**
 * A TypeScript file with a switch at every `throw`, at every statement that only calls one of the refusers, and in every condition
 * that decides about a `throw`, including those in the predicates. The program is the same as before until `globalThis.isMutant` returns true for one of the ids. Nothing is written
 * to disk.
 */
export function mutate(
  file: string,
  source: string,
  { predicates, refusers }: Deciders,
): { readonly code: string; readonly mutants: Mutant[] } {
  const tree = parsed(file, source);
  const mutants: Mutant[] = [];
  const insertions = [
    ...throwsIn(tree).flatMap(switchOff),
    ...checksIn(tree, refusers).flatMap(switchOff),
    ...conditionsIn(tree, predicates).flatMap(operandsOf).flatMap(bend),
  ].sort((one, other) => other.at - one.at);
  const code = insertions.reduce((text, { at, text: added }) => text.slice(0, at) + added + text.slice(at), source);
  return { code, mutants };

  function switchOff(node: ts.Statement): Insertion[] {
    return around(node, `{ if (!${mutant(node, "without")}) `, " }");
  }

  /** An operand that is always true, never true, or whose comparison is shifted by one. */
  function bend(node: ts.Expression): Insertion[] {
    const always = `${mutant(node, "with always true for")} ? true : `;
    const never = `${mutant(node, "with never true for")} ? false : `;
    const shifted = shiftedComparison(node);
    const boundary = shifted === undefined ? "" : `${mutant(node, `with ${shifted} for`)} ? (${shifted}) : `;
    return around(node, `(${always}${never}${boundary}(`, "))");
  }

  function around(node: ts.Node, before: string, after: string): Insertion[] {
    return [
      { at: node.getStart(), text: before },
      { at: node.getEnd(), text: after },
    ];
  }

  /** Records a mutant, and returns the expression that tests whether it is active. */
  function mutant(node: ts.Node, change: string): string {
    const { line, character } = tree.getLineAndCharacterOfPosition(node.getStart());
    const id = `${file}:${line + 1}:${character + 1} ${change}`;
    const text = node.getText().replace(/\s+/gu, " ");
    mutants.push({ id, file, line: line + 1, change: `${change} ${text}` });
    return `globalThis.isMutant(${JSON.stringify(id)})`;
  }
}

/** The operands that `&&` and `||` join. */
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
