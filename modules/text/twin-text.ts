// What the parts of the twin share.

/** Engines since 2023 see it in one pass, and mostly there is nothing to replace. */
export function wellFormed(text: string): string {
  if ((text as { isWellFormed?: () => boolean }).isWellFormed?.() === true) return text;
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

export function codePoints(text: string): Uint32Array {
  return Uint32Array.from(wellFormed(text), (character) => character.codePointAt(0)!);
}

export class SinterError<Code extends string> extends Error {
  override readonly name = "SinterError";
  constructor(readonly code: Code, readonly offset: number) {
    super(`${code.replaceAll("_", " ")} at offset ${offset}`);
  }
}

/** What is held until it is disposed of, as an object in the module's memory is. */
export class Held {
  #isDisposed = false;

  protected check(): void {
    if (this.#isDisposed) throw new SinterError("disposed", 0);
  }

  dispose(): void {
    this.check();
    this.#isDisposed = true;
  }
}
