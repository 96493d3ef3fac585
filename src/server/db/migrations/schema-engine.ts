import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import { onBrokenConnection } from "../client";

export interface SchemaEngineOptions {
  readonly url: string;
  /** The Prisma schema files as [path, content]; needed to compare, not to apply. */
  readonly datamodels?: [string, string][];
}

/** The engine's script holds one instance for the whole process, however often this module is loaded. */
const loadedKey = Symbol.for("parley.schema-engine");

/** Runs Prisma's schema engine (WebAssembly, in this process) against a database and frees it afterwards. */
export async function withSchemaEngine<Result>(
  options: SchemaEngineOptions,
  use: (engine: bindings.SchemaEngine) => Promise<Result>,
): Promise<Result> {
  const loaded: Promise<void> = Reflect.get(globalThis, loadedKey) ?? load();
  Reflect.set(globalThis, loadedKey, loaded);
  await loaded;
  const pool = new pg.Pool({ connectionString: options.url, max: 2 });
  onBrokenConnection(pool, () => undefined);
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
  const engine = await bindings.SchemaEngine.new({ datamodels: options.datamodels }, () => undefined, adapter);
  try {
    return await use(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}

async function load(): Promise<void> {
  const script = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const binary = await readFile(script.replace(/\.js$/, ".wasm"));
  const { instance } = await WebAssembly.instantiate(binary, { "./schema_engine_bg.js": { ...bindings } });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === "function") start();
}
