import { databaseDiskFull } from "../files/system-errors";

/** Names that do not resolve, hosts without a route, connections that are refused or break. */
const ofNetwork = [
  ...["ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EADDRNOTAVAIL"],
  ...["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETRESET", "ENETUNREACH"],
];
/** No such database, no access, no server, no answer in time, a closed connection. */
const ofPrisma = ["P1000", "P1001", "P1002", "P1003", "P1008", "P1010", "P1017"];
const codes: ReadonlySet<unknown> = new Set([...ofNetwork, ...ofPrisma]);

/**
 * The SQLSTATE classes of a broken connection, and of a server that goes away or has no room for another
 * connection. Also the answers of another server in its place: one that only reads (25006), or does not know us
 * (28000, 28P01) or our database (3D000).
 */
const states = /^(?:08...|53(?!100)...|57P..|25006|25P03|28000|28P01|3D000)$/u;

/** Errors that the driver describes only in words. */
const words =
  /^Connection terminated|not queryable$|^timeout expired$|^timeout exceeded when trying to connect|^Query read timeout|^This socket has been ended/u;

const depthMax = 5;

/**
 * Whether an error, or one of its causes, says that the database cannot be used at the moment, through no fault of the caller.
 * The request may not have been carried out.
 */
export function isOutOfReach(error: unknown): boolean {
  return hasReason(error, (reason) => {
    const isToldByCode = codesOf(reason).some(
      (code) => codes.has(code) || (typeof code === "string" && states.test(code)),
    );
    return isToldByCode || (reason instanceof Error && words.test(reason.message));
  });
}

/** Whether an error, or one of its causes, says that the database's disk is full. The statement has changed nothing. */
export function isDiskFull(error: unknown): boolean {
  return hasReason(error, (reason) => codesOf(reason).includes(databaseDiskFull));
}

function hasReason(error: unknown, isIt: (reason: object) => boolean, depth = 0): boolean {
  if (typeof error !== "object" || error === null || depth > depthMax) return false;
  return isIt(error) || reasonsOf(error).some((reason) => hasReason(reason, isIt, depth + 1));
}

/** Prisma keeps the database's code beside its own. */
function codesOf(error: object): unknown[] {
  return [Reflect.get(error, "code"), Reflect.get(error, "originalCode")];
}

/** Prisma attaches the driver's error to its own. A host with several addresses fails once for each. */
function reasonsOf(error: object): unknown[] {
  const errors = error instanceof AggregateError ? error.errors : [];
  return [
    Reflect.get(error, "cause"),
    Reflect.get(Object(Reflect.get(error, "meta")), "driverAdapterError"),
    ...errors,
  ];
}
