import { deriveProcedures } from "./procedures";
import { subscriptions } from "./subscriptions";
import { t } from "./trpc";

const derived = deriveProcedures();

/** Every operation as a procedure, grouped by feature, and the subscriptions beside them. */
export const appRouter = t.router({ ...derived, realtime: { ...derived.realtime, ...subscriptions } });

export type AppRouter = typeof appRouter;
