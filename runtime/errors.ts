// What the runtime throws itself. Faults of modules pass through it as they are.

export class SinterError extends Error {
  override readonly name = "SinterError";
  /** Stable; docs/runtime.md lists them. */
  readonly code: string;
  /** Where it went wrong: a module, an operation, a file. */
  readonly where: string;
  /** What to do about it. */
  readonly next: string | undefined;

  constructor(code: string, message: string, where: string, rest: { next?: string; cause?: unknown } = {}) {
    super(rest.next === undefined ? message : `${message}; ${rest.next}`, rest.cause === undefined ? undefined : { cause: rest.cause });
    this.code = code;
    this.where = where;
    this.next = rest.next;
  }
}

interface Coded {
  readonly code?: unknown;
  readonly offset?: unknown;
}

/** The instance is lost, or had no room: another implementation has to answer. A fault has an offset. */
export function breaksInstance(error: unknown): "dead" | "full" | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, offset } = error as Coded;
  if (offset !== undefined) return undefined;
  if (code === "trap" || code === "instance_dead") return "dead";
  return code === "out_of_memory" ? "full" : undefined;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
