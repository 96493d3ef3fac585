import { z } from "zod";
import { asInTheLog, type Fields, type Shape, shapes } from "./shapes";

type Translation = (value: unknown) => unknown;
type Entry = readonly [string, unknown];

/** An answer in the form that ClickClack's clients expect; the same object if nothing in it differs. */
export function toClickClack(schema: z.ZodType, body: unknown): unknown {
  const translate = translationOf(schema);
  return translate === null ? body : translate(body);
}

/** The schema of the answers that `toClickClack` makes from answers of this schema. */
export function clickClackSchema(schema: z.ZodType): z.ZodType {
  const known = published.get(schema);
  if (known) return known;
  const made = translationOf(schema) === null ? schema : publish(schema);
  published.set(schema, made);
  return made;
}

/** Whether resources of this schema are answered in the log's own form. */
export function isAsInTheLog(schema: z.ZodType): boolean {
  return asInTheLog.has(schema.meta()?.id ?? "");
}

const published = new WeakMap<z.ZodType, z.ZodType>();
const translations = new WeakMap<z.ZodType, { readonly translate: Translation | null }>();

/** Null if nothing under the schema differs. Compiled once for each schema. */
function translationOf(schema: z.ZodType): Translation | null {
  const known = translations.get(schema);
  if (known) return known.translate;
  const translate = compile(schema);
  translations.set(schema, { translate });
  return translate;
}

function compile(schema: z.ZodType): Translation | null {
  if (isAsInTheLog(schema)) return null;
  if (schema instanceof z.ZodObject) return compileObject(schema);
  const inner = innerOf(schema);
  const translate = inner && translationOf(inner);
  if (translate === null) return null;
  if (schema instanceof z.ZodArray) return (value) => (Array.isArray(value) ? value.map(translate) : value);
  return (value) => (isNothing(value) ? value : translate(value));
}

function compileObject(schema: z.ZodObject): Translation | null {
  const shape = shapeOf(schema);
  const inner = new Map(Object.entries(fieldsOf(schema)).map(([name, field]) => [name, translationOf(field)]));
  if (shape === null && [...inner.values()].every((translate) => translate === null)) return null;
  const translateField = (name: string, value: unknown) =>
    isNothing(value) ? value : (inner.get(name)?.(value) ?? value);
  if (shape === null)
    return (value) => Object.fromEntries(entriesOf(value).map(([name, field]) => [name, translateField(name, field)]));
  const empty = new Map(shape.emptied?.map((name) => [name, emptyValueOf(fieldsOf(schema)[name])]));
  const kept = new Set(shape.kept);
  const wire = (value: Fields) => {
    const told = entriesOf(value).flatMap(([name, field]): Entry[] => {
      if (field === undefined || (field === null && !empty.has(name) && !kept.has(name))) return [];
      return [
        [shape.renamed?.[name] ?? name, field === null ? (empty.get(name) ?? null) : translateField(name, field)],
      ];
    });
    const added = Object.entries(shape.added ?? {}).map(([name, { of }]): Entry => [name, of(value)]);
    return Object.fromEntries([...told, ...added.filter(([, field]) => field !== undefined)]);
  };
  const { gathered } = shape;
  if (!gathered) return (value) => wire(Object(value));
  return (value) => {
    const entries = entriesOf(value);
    const isBeside = ([name]: Entry) => gathered.beside.includes(name);
    const [beside, within] = [entries.filter(isBeside), entries.filter((entry) => !isBeside(entry))];
    return {
      [gathered.name]: toClickClack(gathered.schema, Object.fromEntries(within)),
      ...wire(Object.fromEntries(beside)),
    };
  };
}

function publish(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) return publishObject(schema);
  const inner = innerOf(schema);
  if (inner === null) return schema;
  const changed = clickClackSchema(inner);
  const wrapped =
    schema instanceof z.ZodArray
      ? z.array(changed)
      : schema instanceof z.ZodNullable
        ? changed.nullable()
        : changed.optional();
  return withMeta(wrapped, schema.meta());
}

function publishObject(schema: z.ZodObject): z.ZodType {
  const shape = shapeOf(schema);
  const fields = Object.entries(fieldsOf(schema)).map(([name, field]) => [name, clickClackSchema(field)] as const);
  if (shape === null) return withMeta(z.object(Object.fromEntries(fields)), schema.meta());
  const { renamed = {}, emptied = [], kept = [], added = {}, gathered } = shape;
  const told = fields
    .filter(([name]) => !gathered || gathered.beside.includes(name))
    .map(([name, field]) => {
      const answered = kept.includes(name) ? field : emptied.includes(name) ? neverNull(field) : leftOut(field);
      return [renamed[name] ?? name, answered];
    });
  const whole = gathered ? { [gathered.name]: clickClackSchema(gathered.schema) } : {};
  const more = Object.fromEntries(Object.entries(added).map(([name, one]) => [name, one.schema]));
  return withMeta(z.object({ ...whole, ...Object.fromEntries(told), ...more }), schema.meta());
}

/** The field, left out instead of null. */
function leftOut(field: z.ZodType): z.ZodType {
  return field instanceof z.ZodNullable ? withMeta(neverNull(field).optional(), field.meta()) : field;
}

function neverNull(field: z.ZodType): z.ZodType {
  return field instanceof z.ZodNullable ? typed(field.unwrap()) : field;
}

function emptyValueOf(field: z.ZodType | undefined): "" | 0 {
  return field && neverNull(field) instanceof z.ZodNumber ? 0 : "";
}

function withMeta(schema: z.ZodType, meta: z.core.GlobalMeta | undefined): z.ZodType {
  return meta ? schema.meta(meta) : schema;
}

function shapeOf(schema: z.ZodObject): Shape | null {
  const id = schema.meta()?.id;
  return (id !== undefined && Object.hasOwn(shapes, id) && shapes[id]) || null;
}

/** The schema inside a list or a wrapper; null for anything else. */
function innerOf(schema: z.ZodType): z.ZodType | null {
  if (schema instanceof z.ZodArray) return typed(schema.element);
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return typed(schema.unwrap());
  return null;
}

function fieldsOf(schema: z.ZodObject): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(Object.entries(schema.shape).map(([name, field]) => [name, typed(field)]));
}

/** zod types a schema's parts with its core type. Every schema here has the full type. */
function typed(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodType) return schema;
  throw new Error("A schema is not one of zod's own.");
}

function entriesOf(value: unknown): Entry[] {
  return Object.entries(Object(value));
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
