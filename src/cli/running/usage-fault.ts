/** Thrown for arguments that a command cannot use. The usage of the command is printed after its message. */
export class UsageFault extends Error {
  override readonly name = "UsageFault";
}
