export type { Suggestion } from "./completion";
export { Composer, type ComposerHandle } from "./composer";
export { MessageTextArea } from "./message-text-area";
export type { CompletionSources } from "./use-completion";
