// What the runtime throws itself. Faults of modules pass through it as they are.

export class SinterError extends Error {
  /** Stable; docs/runtime.md lists them. */
  declare readonly code: string;
  /** Where it went wrong: a module, an operation, a file. */
  declare readonly where: string;
  /** What to do about it. */
  declare readonly next: string | undefined;

  constructor(code: string, message: string, where: string, next?: string, cause?: unknown) {
    super(next === undefined ? message : `${message}; ${next}`, cause === undefined ? cause : { cause });
    Object.assign(this, { name: "SinterError", code, where, next });
  }
}

export function refuse(...what: ConstructorParameters<typeof SinterError>): never {
  throw new SinterError(...what);
}

interface Coded {
  readonly code?: unknown;
  readonly offset?: unknown;
}

/** The instance is lost, or had no room: another implementation has to answer. A fault has an offset. */
export function breaksInstance(error: unknown): "dead" | "full" | undefined {
  const { code, offset } = error instanceof Error ? (error as Coded) : {};
  if (offset !== undefined) return undefined;
  if (code === "trap" || code === "instance_dead") return "dead";
  return code === "out_of_memory" ? "full" : undefined;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
