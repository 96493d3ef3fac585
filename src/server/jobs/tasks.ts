/** Every kind of job that there is, so that metrics know them before anything has happened. */
export const taskNames = ["mail", "housekeeping"] as const;

export type TaskName = (typeof taskNames)[number];
