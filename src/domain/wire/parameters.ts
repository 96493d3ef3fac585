import { DomainError } from "../core/errors";
import { limits } from "../core/limits";

/**
 * The parameters of a query or a form, each name with its values in order. They are counted before they are parsed: 400
 * `malformed` for more than `parametersMax`.
 */
export function parseParameters(text: string): Map<string, string[]> {
  if (isOver(text))
    throw new DomainError("malformed", `A query or a form has at most ${limits.parametersMax} parameters.`);
  const parameters = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const values = parameters.get(name);
    if (values) values.push(value);
    else parameters.set(name, [value]);
  }
  return parameters;
}

/** The last value of each name, as forms are read. */
export function lastValues(parameters: ReadonlyMap<string, readonly string[]>): Record<string, string> {
  return Object.fromEntries([...parameters].map(([name, values]) => [name, values.at(-1) ?? ""]));
}

function isOver(text: string): boolean {
  let count = 1;
  for (let at = text.indexOf("&"); at >= 0 && count <= limits.parametersMax; at = text.indexOf("&", at + 1)) count += 1;
  return count > limits.parametersMax;
}
