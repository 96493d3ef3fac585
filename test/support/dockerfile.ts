import { readFileSync } from "node:fs";

/** An instruction of the Dockerfile. The JSON form and the shell form of its arguments give the same result. */
export interface Instruction {
  readonly keyword: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

export interface Stage {
  /** Its name for other stages. The last stage, which becomes the image, has none. */
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** Parses as much of the Dockerfile syntax as ours uses. */
export function readDockerfile(): readonly Stage[] {
  const text = readFileSync("Dockerfile", "utf8").replaceAll(/^\s*#.*\n/gm, "");
  const lines = text
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line !== "");
  const stages: { name: string | undefined; instructions: Instruction[] }[] = [];
  for (const instruction of lines.map(readInstruction)) {
    if (instruction.keyword === "FROM") stages.push({ name: instruction.args[2], instructions: [] });
    stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

/** The stage that becomes the image. */
export function imageStage(): Stage {
  return readDockerfile().at(-1) ?? { name: undefined, instructions: [] };
}

/** The arguments of an instruction that occurs only once in the image. */
export function imageSetting(keyword: string): readonly string[] {
  const found = imageStage().instructions.filter((instruction) => instruction.keyword === keyword);
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`The image has ${found.length} ${keyword}, not one.`);
  return only.args;
}

/** The environment that the image sets. */
export function imageEnvironment(): Record<string, string> {
  return Object.fromEntries(imageSetting("ENV").map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
}

/** The command of the image's health check. */
export function healthCommand(): readonly string[] {
  const [form, ...command] = imageSetting("HEALTHCHECK");
  if (form !== "CMD") throw new Error("The image's health check is not a command.");
  return command;
}

function readInstruction(line: string): Instruction {
  const [, keyword = "", rest = ""] = line.match(/^(\w+)\s+(.*)$/) ?? [];
  const [, given = "", last = ""] = rest.match(/^((?:--\S+\s+)*)(.*)$/) ?? [];
  const flags = Object.fromEntries(given.split(/\s+/).map((flag) => flag.slice(2).split(/=(.*)/s).slice(0, 2)));
  return { keyword, flags, args: readArguments(last) };
}

function readArguments(text: string): string[] {
  const [, before = "", list] = text.match(/^(.*?)(\[.*\])$/) ?? [text, text];
  const words = before.split(/\s+/).filter((word) => word !== "");
  return list === undefined ? words : [...words, ...JSON.parse(list)];
}
