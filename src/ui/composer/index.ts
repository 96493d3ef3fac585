export { handCaretOver } from "./caret";
export type { Suggestion } from "./completion";
export { Composer, type ComposerHandle, type ComposerProps, type Quote } from "./composer";
export { usualLine, writingFrame } from "./frame";
export { MessageTextArea } from "./message-text-area";
export type { CompletionSources } from "./use-completion";
