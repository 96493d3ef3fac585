import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { ErrorCode } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import type { Scope } from "../../domain/core/scopes";
import { text } from "../../domain/core/text";
import type { App } from "../../server/app";
import type { Caller } from "../../server/auth/caller";
import type { RequestInfo } from "../http/request-info";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export type Call<I, C = Caller> = {
  readonly app: App;
  readonly caller: C;
  /** Path parameters, query and body together. */
  readonly input: I;
  readonly request: RequestInfo;
};

/** The answer of an operation. `status` differs from the declared one only if it is among `otherStatuses`. 304 has no body. */
export type Answer<O> = (
  | {
      readonly body: O;
      /** The body as JSON, in pieces, if most of them were already encoded. */
      readonly json?: readonly Buffer[];
      readonly status?: number;
    }
  | { readonly body?: never; readonly json?: never; readonly status: 304 }
) & {
  readonly headers?: Readonly<Record<string, string>>;
  /** Whole `Set-Cookie` lines. */
  readonly cookies?: readonly string[];
};

/** The call of a raw operation, which writes its answer itself. */
export type RawCall<I> = Call<I> & { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse };

/** Values for the documentation; a test sends them, with the ids of `examples.ts` replaced by real ones. */
export type Example = Readonly<Record<string, unknown>>;

/** The published part of an operation, whatever serves it. */
export type OperationSpec = {
  /** `<feature>.<name>`: tRPC procedure and OpenAPI operation id. */
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly tag: string;
  /** `public`: anybody may call it, even without identity. */
  readonly access: "public" | "caller";
  /** The scope that a bot's token needs; `any`: every token will do; `people`: bots are refused. */
  readonly scope: Scope | "any" | "people";
  readonly status: number;
  /** Further successful statuses and their meanings, such as 200 for a replay. */
  readonly otherStatuses: Readonly<Record<number, string>>;
  /** Error codes besides those that every operation of its kind can give (see `rest/documented-errors.ts`). */
  readonly errors: readonly ErrorCode[];
  readonly example: Example;
  /** `key`: takes `Idempotency-Key`; `nonce`: the body's nonce serves that purpose; `none`: repeating is harmless. */
  readonly idempotency: "key" | "nonce" | "none";
  /** The answer holds a secret: never stored, never cached. */
  readonly secret: boolean;
  /** Served even before the first-run set-up. */
  readonly beforeSetUp: boolean;
  /** A single resource: answers with an ETag and honours `If-None-Match`; writes to its path honour `If-Match`. */
  readonly etag: boolean;
  /** Names of fields that change without an edit of the resource, such as counts; `If-Match` ignores them. */
  readonly volatile: readonly string[];
  /** The most database rows that a call reads. The calls of a batch share `limits.requestRowsMax`. */
  readonly rowsMax: number;
  /** Counted as a send by the rate limits. */
  readonly send: boolean;
  /** Not counted by the rate limits when the request has no credentials. */
  readonly unlimited: boolean;
  /**
   * Whether a call stays open like a stream. Only processes that serve streams take it
   * (`PARLEY_REALTIME_URL`); others answer 307.
   */
  readonly lasts: (input: never) => boolean;
  readonly unknownFields: "ignore" | "refuse";
  /** Also takes its body as a form. */
  readonly form: boolean;
  /** Headers of every answer, including refusals. */
  readonly headers: Readonly<Record<string, string>>;
  /** The fields of `input`, by where REST carries them. */
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodObject | null;
  readonly output: z.ZodType;
};

/** An operation of the table: its spec and how it runs. `M`, `I`, `P` and `O` are kept for the tRPC router's types. */
export type Operation<M extends Method = Method, I = unknown, P = never, O = unknown> = OperationSpec & {
  readonly method: M;
  readonly kind: "json";
  /** The input as callers write it, all parts merged. */
  readonly input: z.ZodType<unknown, I>;
  readonly run: (call: Call<P, never>) => Promise<Answer<O>>;
  /**
   * Throws unless the caller still has the right to the answer. For answers that hold a secret: a repeated
   * call cannot run again to find out.
   */
  readonly askRight: ((call: Call<P, never>) => Promise<unknown>) | null;
};

/** An operation that REST serves itself: an event stream, or an upgrade that only documents the path. */
export type RawOperation = OperationSpec & {
  readonly kind: "stream" | "upgrade";
  readonly input: z.ZodType;
  readonly respond: ((call: RawCall<never>) => Promise<void>) | null;
};

type ParamNames<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamNames<Rest> : never;
type ParamsOf<P extends string> = { readonly [Name in ParamNames<P>]: string };
type Empty = z.ZodObject<Record<never, never>>;
/** The input and output of a part. An absent part is `unknown`, since zod types an empty object as one without any fields. */
type InputOf<S extends z.ZodObject> = keyof S["shape"] extends never ? unknown : z.input<S>;
type OutputOf<S extends z.ZodObject> = keyof S["shape"] extends never ? unknown : z.output<S>;

type Definition<
  P extends string,
  M extends Method,
  Q extends z.ZodObject,
  B extends z.ZodObject,
  O extends z.ZodType,
> = Pick<OperationSpec, "id" | "summary" | "tag"> &
  Partial<
    Pick<
      OperationSpec,
      | "description"
      | "scope"
      | "status"
      | "otherStatuses"
      | "errors"
      | "example"
      | "idempotency"
      | "secret"
      | "beforeSetUp"
      | "etag"
      | "volatile"
      | "rowsMax"
      | "send"
      | "unlimited"
      | "unknownFields"
      | "form"
      | "headers"
    >
  > & {
    readonly method: M;
    readonly path: P;
    readonly query?: Q;
    readonly body?: B;
    readonly output: O;
    readonly lasts?: (input: OutputOf<Q>) => boolean;
  };

/**
 * Defines an operation for callers with an identity. Defaults: `status` 200, `scope` "people", no body, `unknownFields`
 * "refuse", `idempotency` "key" for a POST, and a `rowsMax` that allows a whole batch of it. A `secret` operation with a key
 * decides in `askRight` who may repeat it.
 */
export function defineOperation<
  const P extends string,
  const M extends Method,
  O extends z.ZodType,
  Q extends z.ZodObject = Empty,
  B extends z.ZodObject = Empty,
>(
  definition: Definition<P, M, Q, B, O> & {
    readonly run: (call: Call<ParamsOf<P> & OutputOf<Q> & OutputOf<B>>) => Promise<Answer<z.input<O>>>;
    readonly askRight?: (call: Call<ParamsOf<P> & OutputOf<Q> & OutputOf<B>>) => Promise<unknown>;
  },
): Operation<M, ParamsOf<P> & InputOf<Q> & InputOf<B>, ParamsOf<P> & OutputOf<Q> & OutputOf<B>, z.input<O>> {
  const spec = specOf(definition, "caller");
  const { method, run, askRight = null } = definition;
  return { ...spec, kind: "json", method, input: inputOf(spec), run, askRight };
}

/** Defines an operation that anybody may call; `caller` is null without valid credentials. */
export function definePublicOperation<
  const P extends string,
  const M extends Method,
  O extends z.ZodType,
  Q extends z.ZodObject = Empty,
  B extends z.ZodObject = Empty,
>(
  definition: Definition<P, M, Q, B, O> & {
    readonly run: (call: Call<ParamsOf<P> & OutputOf<Q> & OutputOf<B>, Caller | null>) => Promise<Answer<z.input<O>>>;
  },
): Operation<M, ParamsOf<P> & InputOf<Q> & InputOf<B>, ParamsOf<P> & OutputOf<Q> & OutputOf<B>, z.input<O>> {
  const spec = specOf({ idempotency: "none", scope: "any", ...definition }, "public");
  const { method, run } = definition;
  return { ...spec, kind: "json", method, input: inputOf(spec), run, askRight: null };
}

/** Defines a GET that, after the usual checks, writes its answer to the raw response, like an event stream. */
export function defineStream<const P extends string, O extends z.ZodType, Q extends z.ZodObject = Empty>(
  definition: Definition<P, "GET", Q, Empty, O> & {
    readonly respond: (call: RawCall<ParamsOf<P> & OutputOf<Q>>) => Promise<void>;
  },
): RawOperation {
  const spec = specOf(definition, "caller");
  return { ...spec, kind: "stream", input: inputOf(spec), respond: definition.respond };
}

/** Documents a GET that is served as an upgrade to WebSocket. */
export function defineUpgrade<const P extends string, O extends z.ZodType, Q extends z.ZodObject = Empty>(
  definition: Definition<P, "GET", Q, Empty, O>,
): RawOperation {
  const spec = specOf(definition, "caller");
  return { ...spec, kind: "upgrade", input: inputOf(spec), respond: null };
}

function specOf(
  definition: Omit<Definition<string, Method, z.ZodObject, z.ZodObject, z.ZodType>, "lasts"> &
    Partial<Pick<OperationSpec, "lasts">>,
  access: OperationSpec["access"],
): OperationSpec {
  const { method, path, query, body } = definition;
  return {
    id: definition.id,
    method,
    path,
    summary: definition.summary,
    description: definition.description ?? "",
    tag: definition.tag,
    access,
    scope: definition.scope ?? "people",
    status: definition.status ?? 200,
    otherStatuses: definition.otherStatuses ?? {},
    errors: definition.errors ?? [],
    example: definition.example ?? {},
    idempotency: definition.idempotency ?? (method === "POST" ? "key" : "none"),
    secret: definition.secret ?? false,
    beforeSetUp: definition.beforeSetUp ?? false,
    etag: definition.etag ?? false,
    volatile: definition.volatile ?? [],
    rowsMax: definition.rowsMax ?? limits.requestRowsMax / limits.batchCallsMax,
    send: definition.send ?? false,
    unlimited: definition.unlimited ?? false,
    lasts: definition.lasts ?? (() => false),
    unknownFields: definition.unknownFields ?? "refuse",
    form: definition.form ?? false,
    headers: definition.headers ?? {},
    params: z.object(Object.fromEntries(paramNames(path).map((name) => [name, text(limits.pathPartLengthMax).min(1)]))),
    query: query ?? z.object({}),
    body: body ?? null,
    output: definition.output,
  };
}

/** The names in braces in a path. */
export function paramNames(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/gu)].flatMap(([, name]) => name ?? []);
}

/** One schema for path, query and body together. The caller states its type, because only `Definition` knows the shapes. */
function inputOf<I>({ params, query, body, unknownFields }: OperationSpec): z.ZodType<unknown, I> {
  const merged = z.object({ ...params.shape, ...query.shape, ...(body?.shape ?? {}) });
  const schema: z.ZodType = unknownFields === "refuse" ? merged.strict() : merged;
  return schema as z.ZodType<unknown, I>;
}
