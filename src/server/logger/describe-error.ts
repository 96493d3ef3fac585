/** The logged part of an error, without anything that a library has added, such as the values of a refused row (I12). */
export type DescribedError = {
  readonly type: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly table?: unknown;
  readonly cause?: DescribedError;
  readonly errors?: readonly DescribedError[];
};

const depthMax = 4;
const told = ["code", "constraint", "table"] as const;

/** Describes an error with its causes. */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: undefined };
  const fields = told.flatMap((name) => (name in error ? [[name, Reflect.get(error, name)]] : []));
  const isDeep = depth >= depthMax;
  return {
    type: error.name,
    message: error.message,
    stack: stackOf(error),
    ...Object.fromEntries(fields),
    ...(error.cause === undefined || isDeep ? {} : { cause: describeError(error.cause, depth + 1) }),
    ...(error instanceof AggregateError && !isDeep
      ? { errors: error.errors.map((one) => describeError(one, depth + 1)) }
      : {}),
  };
}

/**
 * Next.js replaces the stack formatter with one that knows nothing of our sources. A stack is formatted when it is first read.
 */
function stackOf(error: Error): string | undefined {
  const replaced = Error.prepareStackTrace;
  Reflect.deleteProperty(Error, "prepareStackTrace");
  try {
    return error.stack;
  } finally {
    if (replaced !== undefined) Error.prepareStackTrace = replaced;
  }
}
