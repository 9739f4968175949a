// One module of the runtime: its implementations, its operations, and the object of
// functions that users hold.
import { type Capabilities, runsVariant } from "./capabilities.js";
import { type DispatchOptions, OperationDispatch, unavailable } from "./dispatch.js";
import { SinterError } from "./errors.js";
import { Implementation, type Surroundings } from "./implementation.js";
import { type FullPlugin, type Functions, readOperation } from "./plugin.js";

/** Behind what the caller waits for; a host that has nothing else to do ends. */
function later(act: () => void): void {
  const timer = setTimeout(act) as { unref?: () => void };
  timer.unref?.();
}

export interface ModuleOptions extends DispatchOptions {
  readonly capabilities: () => Capabilities;
  readonly usesWasm: () => boolean;
  /** The method that is pinned for an operation, if one is. */
  readonly pinned: (module: string, operation: string) => string | undefined;
  readonly incident: (module: string, what: string, method: string, why: string) => void;
  readonly decided: (module: string, operation: string, sizeClass: number, method: string) => void;
  readonly makeRoom: (bytes: number, forWhom: RuntimeModule) => boolean;
}

export class RuntimeModule {
  readonly implementations: readonly Implementation[];
  /** Those that were asked for. A program that calls one of fifty makes one. */
  readonly operations = new Map<string, OperationDispatch>();
  private made: Functions | undefined;
  private readonly wanted = new Set<Implementation>();

  constructor(
    readonly plugin: FullPlugin,
    private readonly options: ModuleOptions,
  ) {
    const surroundings: Surroundings = {
      changed: () => this.choose(),
      incident: (what, method, why) => options.incident(plugin.name, what, method, why),
      makeRoom: (bytes) => options.makeRoom(bytes, this),
      usesWasm: options.usesWasm,
      now: options.now,
    };
    this.implementations = plugin.methods.map((method) => new Implementation(method, method in plugin.variants, plugin, surroundings));
  }

  /** The operation of that name, if the module has it. */
  operation(name: string): OperationDispatch | undefined {
    const known = this.operations.get(name);
    if (known !== undefined || !Object.hasOwn(this.plugin.operations, name)) return known;
    const { plugin, options } = this;
    const plan = readOperation(plugin.operations[name] ?? "", plugin.methods.length);
    const pin = options.pinned(plugin.name, name);
    const pinned = pin === undefined ? -1 : plugin.methods.indexOf(pin);
    const wanted = this.implementations[pinned];
    if (wanted !== undefined) this.wanted.add(wanted);
    const used = pinned < 0 ? plan : { ...plan, orders: plan.orders.map(() => [pinned]) };
    const dispatch = { isDeterministic: options.isDeterministic || pinned >= 0, isMonitored: options.isMonitored, now: options.now, fits: options.fits };
    const operation = new OperationDispatch(plugin.name, name, used, this.implementations, dispatch, unavailable(plugin.name, name));
    operation.decided = (cell) => options.decided(plugin.name, name, cell.sizeClass, cell.chosen?.implementation.method ?? "");
    operation.choose();
    this.operations.set(name, operation);
    return operation;
  }

  get functions(): Functions {
    return (this.made ??= this.makeFunctions());
  }

  get memoryBytes(): number {
    return this.implementations.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  }

  get calls(): number {
    let calls = 0;
    for (const { cells } of this.operations.values()) for (const cell of cells) calls += cell.calls;
    return calls;
  }

  choose(): void {
    for (const operation of this.operations.values()) operation.choose();
  }

  /** The functions, once the best wasm and the JavaScript are there, or are known to be missing. */
  async load(): Promise<Functions> {
    const { functions } = this; // first, because pins say what is wanted
    const javascript = this.implementations.filter(({ isWasm }) => !isWasm);
    await Promise.all([this.loadWasm(), ...javascript.map((implementation) => implementation.ensure())]);
    if (!this.implementations.some(({ state }) => state === "ready")) {
      throw new SinterError("unavailable", `no implementation of ${this.plugin.name} could be loaded`, this.plugin.name, { next: "see report().incidents" });
    }
    return functions;
  }

  /** The variants that are pinned; without one, the best that runs here and can be had. */
  async loadWasm(): Promise<boolean> {
    if (!this.options.usesWasm()) return false;
    const variants = this.implementations.filter(({ isWasm }) => isWasm);
    const wanted = variants.filter((implementation) => this.wanted.has(implementation));
    const got = await Promise.all(wanted.map((implementation) => this.loadFirst([implementation])));
    return got.includes(true) || this.loadFirst(variants);
  }

  private async loadFirst(variants: readonly Implementation[]): Promise<boolean> {
    for (const implementation of variants) {
      if (!this.options.usesWasm()) return false;
      const capabilities = this.options.capabilities();
      if (!runsVariant(implementation.method, capabilities)) {
        if (implementation.state === "idle") {
          implementation.state = "unsupported";
          const why = capabilities.wasm ? "this engine cannot run it" : "this engine compiles no wasm, or a policy forbids it";
          this.options.incident(this.plugin.name, "unsupported", implementation.method, why);
        }
      } else if (await implementation.ensure()) return true;
    }
    return false;
  }

  /** What can answer this operation with these arguments, loaded if need be; the rest comes in the background. */
  async prepare(operation: OperationDispatch, values: readonly unknown[]): Promise<void> {
    const cell = operation.cellOf(values);
    if (cell.chosen !== undefined) return;
    const wanted = cell.candidates[0]?.implementation;
    await (wanted?.isWasm === false ? wanted.ensure() : this.loadWasm());
    if ((cell.chosen as unknown) === undefined) await this.load();
    else later(() => void this.load().catch(() => undefined));
  }

  /** Takes what was built anew, if it has the same operations: functions that were handed out then call it. */
  async replace(plugin: FullPlugin): Promise<void> {
    const shape = ({ operations, methods }: FullPlugin): string => JSON.stringify([methods, Object.entries(operations).map(([name, text]) => `${name} ${text.split(":")[0] ?? ""}`)]);
    if (shape(plugin) !== shape(this.plugin)) {
      throw new SinterError("interface_changed", `${plugin.name} has other operations than before`, plugin.name, { next: "start the program again" });
    }
    await Promise.all(this.implementations.map((implementation) => implementation.replace(plugin)));
  }

  /** Gives wasm instances up, but for those that hold state. */
  releaseWasm(): void {
    const held = this.implementations.filter(({ isWasm, functions, hasState }) => isWasm && functions !== undefined && !hasState);
    for (const implementation of held) implementation.release();
    if (held.length > 0) this.choose();
  }

  /** A copy by spreading, because what grew member by member is slow to look into. */
  private makeFunctions(): Functions {
    const functions: Functions = { ...Object.fromEntries(Object.keys(this.plugin.operations).map((name) => [name, this.operation(name)?.run])) };
    const home = (): Implementation | undefined => this.implementations.find(({ state }) => state === "ready");
    const member = (name: string): unknown => {
      const implementation = home();
      if (implementation?.functions?.[name] === undefined) return undefined;
      implementation.hasState = true;
      return implementation.functions[name];
    };
    for (const name of this.plugin.home ?? []) Object.defineProperty(functions, name, { get: () => member(name), enumerable: true });
    Object.defineProperty(functions, "variant", { get: () => home()?.method ?? "none", enumerable: true });
    return Object.freeze(functions);
  }
}
