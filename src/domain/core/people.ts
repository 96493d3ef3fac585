import { z } from "zod";
import { idOf } from "./ids";

/** A person or bot as a workspace shows them beside their messages. */
export const authorSchema = z
  .object({
    id: idOf("user"),
    display_name: z.string(),
    handle: z.string(),
    avatar_url: z.string().nullable(),
    kind: z.enum(["human", "bot"]),
  })
  .meta({ id: "Author" });

export type Author = z.infer<typeof authorSchema>;

/** The fields that a membership copies from an account. */
export const personSchema = z.object({
  display_name: z.string(),
  handle: z.string(),
  avatar_url: z.string().nullable(),
});

export type Person = z.infer<typeof personSchema>;
