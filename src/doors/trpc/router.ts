import { deriveProcedures } from "./procedures";
import { t } from "./trpc";

/** Every operation as a procedure, grouped by feature. */
export const appRouter = t.router(deriveProcedures());

export type AppRouter = typeof appRouter;
