import ts from "typescript";

/** Parses a source. Its nodes know their parents. */
export function parsed(file: string, source: string): ts.SourceFile {
  return ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
}

/** Every `throw` of a source, in no particular order. */
export function throwsIn(tree: ts.SourceFile): ts.ThrowStatement[] {
  return nodesIn(tree).filter(ts.isThrowStatement);
}

/** The statements that only call a function which may refuse. */
export function checksIn(tree: ts.SourceFile, refusers: ReadonlySet<string>): ts.ExpressionStatement[] {
  return nodesIn(tree)
    .filter(ts.isExpressionStatement)
    .filter(({ expression }) => calledName(expression).some((name) => refusers.has(name)));
}

/** Names of the functions that may refuse: those of these sources with a `throw`, and those that call one of them. */
export function refusersOf(trees: readonly ts.SourceFile[]): Set<string> {
  const functions = trees.flatMap((tree) => tree.statements).filter(ts.isFunctionDeclaration);
  const found = new Set<string>();
  for (let known = -1; known < found.size; ) {
    known = found.size;
    for (const node of functions) {
      const inner = nodesIn(node);
      const mayRefuse = inner.some(ts.isThrowStatement) || inner.flatMap(calledName).some((name) => found.has(name));
      if (mayRefuse && node.name) found.add(node.name.text);
    }
  }
  return found;
}

/** The conditions that decide whether something is refused: those of an `if` that guards a `throw`, and those in a predicate. */
export function conditionsIn(tree: ts.SourceFile, predicates: ReadonlySet<string>): ts.Expression[] {
  const answers = tree.statements.flatMap((node) => (predicates.has(predicateName(node)) ? answersOf(node) : []));
  return [...new Set([...guardsIn(tree), ...answers])];
}

/** Names of the functions that decide refusals: those that a guard of these sources calls, and those that they call in turn. */
export function predicatesOf(trees: readonly ts.SourceFile[]): Set<string> {
  const declared = new Map(trees.flatMap((tree) => tree.statements).map((node) => [predicateName(node), node]));
  const found = new Set<string>();
  const waiting: ts.Node[] = trees.flatMap(guardsIn);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const name of nodesIn(node).flatMap(calledName)) {
      const predicate = declared.get(name);
      if (predicate === undefined || found.has(name)) continue;
      found.add(name);
      waiting.push(predicate);
    }
  }
  return found;
}

function guardsIn(tree: ts.SourceFile): ts.Expression[] {
  return nodesIn(tree).flatMap((node) => (ts.isIfStatement(node) && leadsToThrow(node) ? [node.expression] : []));
}

/** Whether the condition guards a `throw`: one in its own branch, or one right after it. */
function leadsToThrow(node: ts.IfStatement): boolean {
  const { thenStatement: branch, parent } = node;
  const own = ts.isBlock(branch) ? branch.statements : [branch];
  const following = ts.isBlock(parent) ? parent.statements.slice(parent.statements.indexOf(node) + 1) : [];
  return [...own, ...following.slice(0, 1)].some(ts.isThrowStatement);
}

/** The name of a function with a boolean result; empty for anything else. */
function predicateName(node: ts.Node): string {
  if (!ts.isFunctionDeclaration(node) || node.type?.kind !== ts.SyntaxKind.BooleanKeyword) return "";
  // Its shortcuts change the time that it takes, not the result.
  return node.getSourceFile().fileName.endsWith("measure.ts") ? "" : (node.name?.text ?? "");
}

function answersOf(predicate: ts.Node): ts.Expression[] {
  return nodesIn(predicate).flatMap((node) => {
    if (!ts.isIfStatement(node) && !ts.isReturnStatement(node)) return [];
    const { expression } = node;
    return expression === undefined || isLiteral(expression) ? [] : [expression];
  });
}

function isLiteral({ kind }: ts.Expression): boolean {
  return kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword;
}

function calledName(node: ts.Node): string[] {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) ? [node.expression.text] : [];
}

/** A node and all its descendants. */
function nodesIn(node: ts.Node): ts.Node[] {
  const nodes = [node];
  ts.forEachChild(node, (child) => {
    for (const inner of nodesIn(child)) nodes.push(inner);
  });
  return nodes;
}
