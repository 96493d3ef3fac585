import { type ReactNode, useState } from "react";
import { useEngine } from "../../client/hooks";

export type AnsweredProps = {
  /** What the server has answered, by the key of `useServer`. */
  answers: readonly (readonly [key: readonly unknown[], answer: unknown])[];
  children: ReactNode;
};

/** Shows what asks the server as it looks once it has these answers: the engine of the design page has none. */
export function Answered({ answers, children }: AnsweredProps) {
  const { client } = useEngine().views;
  useState(() => {
    for (const [key, answer] of answers) {
      client.setQueryDefaults(["server", ...key], { staleTime: Number.POSITIVE_INFINITY });
      client.setQueryData(["server", ...key], answer);
    }
  });
  return children;
}
