import type { AnyOperation } from "../../src/doors/operations";
import { type Answer, type Contract, type Sent, textOf } from "./contract-server";

/** Calls an operation over REST, with each part of its input where it belongs. */
export function callOperation(
  contract: Contract,
  operation: AnyOperation,
  input: Readonly<Record<string, unknown>>,
  sent: Sent = {},
): Promise<Answer> {
  const { path, query, body } = restRequest(operation, input);
  return contract.call(operation.method, path, { query, ...(body && { body }), ...sent });
}

type Input = Readonly<Record<string, unknown>>;

/** An operation's input as a REST request, with each part where it belongs. */
export function restRequest(operation: AnyOperation, input: Input) {
  const path = operation.path.replace(/\{(\w+)\}/gu, (_all, name: string) => encodeURIComponent(textOf(input[name])));
  const query = pick(input, operation.query.shape);
  return { path, query, body: operation.body === null ? undefined : pick(input, operation.body.shape) };
}

/** Calls the same operation over tRPC and returns its result or error. */
export async function callProcedure(
  contract: Contract,
  operation: AnyOperation,
  input: Readonly<Record<string, unknown>>,
  token: string | null,
): Promise<{ status: number; body: unknown; error: unknown }> {
  const json = JSON.stringify(input);
  const isQuery = operation.method === "GET";
  const answer = await fetch(
    `${contract.url}/api/trpc/${operation.id}${isQuery ? `?input=${encodeURIComponent(json)}` : ""}`,
    {
      method: isQuery ? "GET" : "POST",
      headers: {
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...(isQuery ? {} : { "Content-Type": "application/json" }),
      },
      ...(isQuery ? {} : { body: json }),
    },
  );
  const { result, error } = await answer.json();
  return { status: answer.status, body: result?.data, error };
}

function pick(input: Readonly<Record<string, unknown>>, shape: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([name]) => Object.hasOwn(shape, name)));
}
