import { z } from "zod";
import { wireEnvelope } from "../../../domain/core/envelope.schema";
import { eventPayloads } from "../../../domain/event-payloads.schema";
import { clickClackSchema, isAsInTheLog } from "../clickclack/outgoing";
import { shapes } from "../clickclack/shapes";

export type JsonSchema = { [key: string]: unknown };

export type Components = Map<string, JsonSchema>;

const componentsPath = "#/components/schemas/";

/** The JSON Schema of a caller's input. Named parts become components. */
export function inputSchemaOf(schema: z.ZodType, components: Components): JsonSchema {
  return schemaOf(schema, { io: "input", nameOf: (id) => id, components });
}

/** The JSON Schema of an operation's answer over REST. */
export function answerSchemaOf(output: z.ZodType, components: Components): JsonSchema {
  if (isAsInTheLog(output)) return storedSchemaOf(output, components);
  return schemaOf(clickClackSchema(output), { io: "output", nameOf: (id) => id, components });
}

/** The JSON Schema of a resource in the log's form. Parts that have another form over REST get separate names. */
function storedSchemaOf(schema: z.ZodType, components: Components): JsonSchema {
  const nameOf = (id: string) => (Object.hasOwn(shapes, id) ? `Stored${id}` : id);
  return schemaOf(schema, { io: "output", nameOf, components });
}

type Publishing = {
  readonly io: "input" | "output";
  /** The component name for a schema with this id. */
  readonly nameOf: (id: string) => string;
  readonly components: Components;
};

function schemaOf(schema: z.ZodType, publishing: Publishing): JsonSchema {
  const { io, nameOf, components } = publishing;
  const {
    $schema: _dialect,
    $defs = {},
    ...own
  } = z.toJSONSchema(schema, { io, override: simplify, unrepresentable: "any" });
  for (const [id, { id: _id, ...definition }] of Object.entries($defs))
    components.set(nameOf(id), publish(definition, publishing));
  return publish(own, publishing);
}

/** Adds a component for each event type, and one for any of them. */
export function addEventSchemas(components: Components): void {
  const envelope = namedSchema("Event", wireEnvelope, components);
  const names = Object.entries(eventPayloads).map(([type, payload]) => {
    const name = eventComponent(type);
    const properties = {
      ...Object(envelope.properties),
      type: { const: type },
      payload: storedSchemaOf(payload, components),
    };
    components.set(name, { ...envelope, properties });
    return { type, ref: componentsPath + name };
  });
  components.set("AnyEvent", {
    description: "An event of the log. Readers ignore types that they do not know.",
    oneOf: names.map(({ ref }) => ({ $ref: ref })),
    discriminator: { propertyName: "type", mapping: Object.fromEntries(names.map(({ type, ref }) => [type, ref])) },
  });
  components.delete("Event");
}

function eventComponent(type: string): string {
  return `${type.replace(/(^|[._])(\w)/gu, (_all, _mark, letter: string) => letter.toUpperCase())}Event`;
}

/** The component of a zod schema with its own id. */
function namedSchema(name: string, schema: z.ZodType, components: Components): JsonSchema {
  storedSchemaOf(z.tuple([schema]), components);
  return components.get(name) ?? {};
}

/** Turns references into OpenAPI's, lets an event be any of the known ones, and leaves answers open to new fields. */
function publish(schema: unknown, { io, nameOf }: Publishing): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) => {
    if (key === "$ref" && typeof value === "string") {
      const id = value.slice(value.lastIndexOf("/") + 1);
      return componentsPath + (id === "Event" ? "AnyEvent" : nameOf(id));
    }
    return io === "output" && key === "additionalProperties" && value === false ? undefined : value;
  });
  return JSON.parse(text);
}

type Overriding = { readonly zodSchema: z.core.$ZodTypes; readonly jsonSchema: z.core.JSONSchema.BaseSchema };

/** Shortens a schema: drops safe-integer bounds and a pattern beside a format, and adds the limits that a clean-up step hides. */
function simplify({ zodSchema, jsonSchema }: Overriding): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  sayDefaultOfList(jsonSchema);
  const { def } = zodSchema._zod;
  if (def.type !== "pipe") return;
  const { minLength, maxLength } = limitsOf(def.out);
  if (minLength !== undefined) jsonSchema.minLength ??= minLength;
  if (maxLength !== undefined) jsonSchema.maxLength ??= maxLength;
}

/** Puts the default in words: client generators mistake a list of known words with a default for a list of any texts. */
function sayDefaultOfList(jsonSchema: z.core.JSONSchema.BaseSchema): void {
  const { default: usual, description } = jsonSchema;
  if (!Array.isArray(usual)) return;
  delete jsonSchema.default;
  const words = usual.length === 0 ? "none" : usual.map((word) => `\`${word}\``).join(", ");
  jsonSchema.description = [description, `Left out: ${words}`].filter((text) => text !== undefined).join(". ");
}

function limitsOf(schema: z.core.$ZodType): { minLength?: number | undefined; maxLength?: number | undefined } {
  const { type, minLength, maxLength } = z.toJSONSchema(schema, { unrepresentable: "any" });
  return type === "string" ? { minLength, maxLength } : {};
}
