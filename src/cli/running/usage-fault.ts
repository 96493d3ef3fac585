/** Thrown for arguments that a command cannot use; its message is followed by how the command is used. */
export class UsageFault extends Error {
  override readonly name = "UsageFault";
}
