import { authOperations } from "./auth";
import { meOperations } from "./me";
import type { Operation, RawOperation } from "./operation";
import { serviceOperations } from "./service";
import { setupOperations } from "./setup";

/** Every operation by feature: the one table that tRPC, REST, the OpenAPI file and the tests are derived from. */
export const operations = {
  setup: setupOperations,
  auth: authOperations,
  me: meOperations,
  service: serviceOperations,
};

export type Operations = typeof operations;

export type AnyOperation = Operation | RawOperation;

/** The same table as a list. */
export const operationList: readonly AnyOperation[] = Object.values(operations).flatMap((group) =>
  Object.values<AnyOperation>(group),
);
