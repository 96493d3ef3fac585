import type { TRPCMutationProcedure, TRPCQueryProcedure, TRPCRouterRecord } from "@trpc/server";
import { DomainError } from "../../domain/core/errors";
import { type Authorized, authorize, refuseOtherWorkspace } from "../calls/authorize";
import { parseInput } from "../calls/parse-input";
import { rateLimitHeaders } from "../calls/rate-limits";
import { runOperation } from "../calls/run-operation";
import { headersOf } from "../http/refusal";
import type { Operations } from "../operations";
import { operations } from "../operations";
import type { Operation, RawOperation } from "../operations/operation";
import { type TrpcContext, t, trpcErrorOf } from "./trpc";

// biome-ignore lint/suspicious/noConfusingVoidType: it is how a parameter may be left out of a call
type Optional<I> = Record<never, never> extends I ? I | void : I;
type Definition<I, O> = { readonly input: Optional<I>; readonly output: O; readonly meta: object };
type ProcedureOf<D> =
  D extends Operation<infer M, infer I, infer _P, infer O>
    ? M extends "GET"
      ? TRPCQueryProcedure<Definition<I, O>>
      : TRPCMutationProcedure<Definition<I, O>>
    : never;
type RecordOf<G> = { [N in keyof G as G[N] extends RawOperation ? never : N]: ProcedureOf<G[N]> };

/** The table as tRPC sees it: a GET is a query, everything else a mutation. Operations that only REST serves are left out. */
export type DerivedRecord = { [F in keyof Operations]: RecordOf<Operations[F]> };

/** Makes a procedure of every operation. Its type is derived from the table, since a loop cannot express it. */
export function deriveProcedures(): DerivedRecord {
  const groups = Object.entries(operations).map(([feature, group]) => [feature, deriveGroup(group)]);
  return Object.fromEntries(groups) as DerivedRecord;
}

function deriveGroup(group: Record<string, Operation | RawOperation>): TRPCRouterRecord {
  return Object.fromEntries(
    Object.entries(group).flatMap(([name, operation]) =>
      operation.kind === "json" ? [[name, procedureOf(operation)]] : [],
    ),
  );
}

/** Authorizes the caller before the input is parsed. */
function procedureOf(operation: Operation) {
  const procedure = t.procedure
    .use(async ({ ctx, next }) => next({ ctx: { authorized: await authorizeCall(operation, ctx) } }))
    .input((raw: unknown) => raw);
  const resolve = ({ ctx, input }: { ctx: TrpcContext & { authorized: Authorized }; input: unknown }) =>
    call(operation, ctx, input);
  return operation.method === "GET" ? procedure.query(resolve) : procedure.mutation(resolve);
}

async function authorizeCall(operation: Operation, { api, request, setHeader }: TrpcContext): Promise<Authorized> {
  try {
    const authorized = await authorize(api, operation, request);
    if (authorized.allowance) announce(rateLimitHeaders(authorized.allowance), setHeader);
    return authorized;
  } catch (error) {
    if (error instanceof DomainError) announce(headersOf(error), setHeader);
    throw trpcErrorOf(error);
  }
}

async function call(
  operation: Operation,
  { api, request, setHeader, budget, authorized: { caller } }: TrpcContext & { readonly authorized: Authorized },
  raw: unknown,
): Promise<unknown> {
  try {
    const input = parseInput(operation, raw ?? {});
    refuseOtherWorkspace(caller, input);
    const run = () =>
      runOperation(operation, { app: api.app, caller: caller as never, input: input as never, request });
    const answer = await budget.run(
      { kind: operation.method === "GET" ? "query" : "change", rowsMax: operation.rowsMax },
      run,
    );
    for (const cookie of answer.cookies ?? []) setHeader("set-cookie", cookie);
    return answer.body;
  } catch (error) {
    throw trpcErrorOf(error);
  }
}

function announce(headers: Readonly<Record<string, string>>, setHeader: TrpcContext["setHeader"]): void {
  for (const [name, value] of Object.entries(headers)) setHeader(name, value);
}
