import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const command = z.array(z.string());

const serviceSchema = z.object({
  image: z.string(),
  build: z.string().optional(),
  user: z.string().optional(),
  read_only: z.boolean(),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  tmpfs: z.array(z.string()),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  profiles: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: command }).optional(),
  stop_grace_period: z.string().optional(),
});

const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
  volumes: z.record(z.string(), z.object({})),
});

export type Settings = Readonly<Record<string, string | undefined>>;

export type Compose = z.infer<typeof composeSchema>;

/** `compose.yaml` as an engine reads it with these settings in `.env`. Throws if a required setting is missing. */
export function readCompose(settings: Settings): Compose {
  const fillIn = (_key: unknown, value: unknown) => (typeof value === "string" ? withSettings(value, settings) : value);
  return composeSchema.parse(parse(composeText(), fillIn, { merge: true }));
}

function withSettings(text: string, settings: Settings): string {
  return text.replaceAll(variable, (_, name: string, mark: string, otherwise: string) => {
    const given = settings[name];
    if (given !== undefined && given !== "") return given;
    if (mark === ":?") throw new Error(`${name}: ${otherwise}`);
    return otherwise;
  });
}

/** The names of the settings that `compose.yaml` reads from `.env`. */
export function composeVariables(): string[] {
  return [...new Set([...composeText().matchAll(variable)].map(([, name = ""]) => name))];
}

const variable = /\$\{([A-Z_]+)(:[-?])([^}]*)\}/g;

function composeText(): string {
  return readFileSync("compose.yaml", "utf8");
}
