// One implementation of a module: a variant of its wasm, what the host has built in, or its
// twin. It is loaded when it is wanted, may fail, may die by a trap, and comes back.
import { messageOf, SinterError } from "./errors.js";
import type { Callable, FullPlugin, Functions } from "./plugin.js";
import { readVerified } from "./source.js";

export type State = "idle" | "loading" | "ready" | "failed" | "dead" | "released" | "unsupported";

/** What the implementations of a module tell the rest of the runtime. */
export interface Surroundings {
  /** An implementation came or went: choices have to be made again. */
  changed(): void;
  incident(what: string, method: string, why: string): void;
  /** Refuses an instance for which there is no room. */
  makeRoom(bytes: number): boolean;
  /** False once wasm was turned off, which may happen while an instance is made. */
  usesWasm(): boolean;
  now(): number;
}

const retryFirstMs = 100;
const retryLastMs = 60_000;

export class Implementation {
  state: State = "idle";
  functions: Functions | undefined;
  memory: WebAssembly.Memory | undefined;
  /** Set when an operation with state was called: its instance is not given up. */
  hasState = false;
  /** Of the calls that can be made now. */
  private loading: Promise<boolean> | undefined;
  private compiled: WebAssembly.Module | undefined;
  private failures = 0;
  private retryAt = 0;

  constructor(
    readonly method: string,
    readonly isWasm: boolean,
    private plugin: FullPlugin,
    private readonly surroundings: Surroundings,
  ) {}

  get memoryBytes(): number {
    return this.memory?.buffer.byteLength ?? 0;
  }

  /** The function of that name, if it can be called now. */
  call(operation: string): Callable | undefined {
    const found = this.functions?.[operation];
    return typeof found === "function" ? (found as Callable) : undefined;
  }

  /** Makes it ready if it can be; true if it is. Failures wait longer and longer before the next attempt. */
  ensure(): Promise<boolean> {
    if (this.state === "ready") return Promise.resolve(true);
    if (this.state === "unsupported") return Promise.resolve(false);
    if (this.loading === undefined) {
      if (this.failures > 0 && this.surroundings.now() < this.retryAt) return Promise.resolve(false);
      this.loading = this.attempt().finally(() => (this.loading = undefined));
    }
    return this.loading;
  }

  private async attempt(): Promise<boolean> {
    const isAgain = this.state !== "idle";
    this.state = "loading";
    try {
      const functions = this.isWasm ? await this.instantiate() : await this.import();
      if (this.isWasm && !this.surroundings.usesWasm()) {
        this.release();
        return false;
      }
      this.functions = functions;
      this.state = "ready";
      if (isAgain && this.failures > 0) this.surroundings.incident("recovered", this.method, "it answers again");
    } catch (error) {
      this.fail("failed", error instanceof SinterError ? error.code : "load_failed", messageOf(error));
    }
    this.surroundings.changed();
    return (this.state as State) === "ready";
  }

  private async instantiate(): Promise<Functions> {
    const file = this.plugin.variants[this.method];
    if (file === undefined) throw new SinterError("unknown_variant", `there is no variant ${this.method}`, this.plugin.name);
    const [glue, module] = await Promise.all([this.plugin.glue(), this.compiled ?? readVerified(file).then((bytes) => WebAssembly.compile(bytes))]);
    this.compiled = module;
    const instantiate = async (source: unknown, imports?: WebAssembly.Imports): Promise<WebAssembly.Instance> => {
      const instance = await WebAssembly.instantiate(source as WebAssembly.Module, imports);
      const memory = instance.exports["memory"];
      this.memory = memory instanceof WebAssembly.Memory ? memory : undefined;
      if (!this.surroundings.makeRoom(this.memoryBytes)) {
        this.memory = undefined;
        throw new SinterError("memory_limit", "its instance is over the memory limit of the runtime", this.plugin.name);
      }
      return instance;
    };
    return glue.loadFrom({ [this.method]: () => module }, { variant: this.method, instantiate });
  }

  private async import(): Promise<Functions> {
    const [javascript, { checked }] = await Promise.all([this.plugin.javascript?.(), import("./arguments.js")]);
    const functions = this.method === "host" ? javascript?.host : javascript?.twin;
    if (javascript === undefined || functions === undefined) throw new SinterError("load_failed", "the package does not have it", this.plugin.name);
    return checked(functions, javascript.types, this.method === "twin");
  }

  /**
   * Goes on with what was built anew. The old instance answers until the new one can; what
   * fails to load leaves the old one in its place.
   */
  async replace(plugin: FullPlugin): Promise<void> {
    await this.loading; // what it loads is of the old one
    const old = this.plugin;
    this.plugin = plugin;
    if (this.functions === undefined) {
      this.compiled = undefined;
      return;
    }
    const { compiled, memory } = this;
    this.compiled = undefined;
    try {
      this.functions = this.isWasm ? await this.instantiate() : await this.import();
      this.hasState = false;
    } catch (error) {
      this.plugin = old;
      this.compiled = compiled;
      this.memory = memory;
      this.surroundings.incident("not_replaced", this.method, messageOf(error));
    }
    this.surroundings.changed();
  }

  /** After a trap its memory is in no state to go on with: a new instance is made in the background. */
  die(error: unknown): void {
    if (this.state !== "ready") return;
    this.fail("dead", "trap", messageOf(error));
    this.surroundings.changed();
    if (this.failures === 1) void this.ensure();
  }

  /** It had no room for this call; it lives on. */
  isFull(error: unknown): void {
    this.surroundings.incident("out_of_memory", this.method, messageOf(error));
  }

  /** The arguments of this call would take more memory than instances may have. */
  isOver(): void {
    this.surroundings.incident("memory_limit", this.method, "the arguments of a call are over the memory limit of the runtime");
  }

  private fail(state: State, what: string, why: string): void {
    this.release(state);
    this.failures++;
    this.retryAt = this.surroundings.now() + (this.failures === 1 ? 0 : Math.min(retryLastMs, retryFirstMs * 2 ** (this.failures - 2)));
    this.surroundings.incident(what, this.method, why);
  }

  /** Gives the instance up; it can be made again. */
  release(state: State = "released"): void {
    this.functions = undefined;
    this.memory = undefined;
    this.hasState = false;
    this.state = state;
  }

  /** Lets a failed one be tried now. */
  forgive(): void {
    this.retryAt = 0;
  }
}
