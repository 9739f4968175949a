// The runtime: modules by name, with one budget for their memory and one account of what
// happened. Nothing is fetched before it is asked for, and nothing runs when this is imported.
import { type Capabilities, findCapabilities } from "./capabilities.js";
import { messageOf, SinterError } from "./errors.js";
import { RuntimeModule } from "./module.js";
import { type Callable, contract, type FullPlugin, type Functions, type Plugin } from "./plugin.js";
import { makeReport, type Incident, type Report } from "./report.js";
import { version } from "./version.js";

export interface RuntimeOptions<P extends readonly Plugin[] = readonly Plugin[]> {
  /** Plug-ins of modules, as `import { plugin } from "@sinter/modules/text/plugin"` gives them. */
  readonly modules?: P;
  /** Packages in which modules are looked for that are not among `modules`; needs a host that imports by name. */
  readonly packages?: readonly string[];
  /** False: no wasm. `SINTER_WASM=off` and `--no-wasm` say the same. */
  readonly wasm?: boolean;
  /** An implementation for a module ("text") or an operation ("text.findFirst"), if it can answer. */
  readonly pin?: Readonly<Record<string, string>>;
  /** Choose by what was measured at build time only. */
  readonly deterministic?: boolean;
  /** False: keep no times. */
  readonly monitor?: boolean;
  /** The most that the memories of all instances may take together. */
  readonly memoryBytesMax?: number;
  /** Instances without a call for so long are given up. */
  readonly idleMs?: number;
}

export interface RuntimeEvents {
  incident: Incident;
  /** Measuring has changed which implementation answers. */
  decided: { readonly module: string; readonly operation: string; readonly sizeClass: number; readonly method: string };
  loaded: { readonly module: string; readonly methods: readonly string[] };
  released: { readonly module: string; readonly bytes: number };
}

export interface Answer<T = unknown> {
  readonly result: T;
  /** Which implementation answered: "simd", "baseline", "host", "twin". */
  readonly method: string;
  /** It was wasm. */
  readonly accelerated: boolean;
}

type FunctionsOf<P, Name> = P extends Plugin<infer N, infer F> ? (Name extends N ? (unknown extends F ? Record<string, (...values: never[]) => unknown> : F) : never) : never;

const memoryBytesMaxDefault = 2 ** 30;
const idleMsDefault = 60_000;
const incidentsMax = 200;

/** Whether the environment or the command line turns wasm off. */
function isOffOutside(): boolean {
  const host = (globalThis as { process?: { env?: Record<string, string | undefined>; argv?: readonly string[] } }).process;
  return host?.env?.["SINTER_WASM"] === "off" || host?.argv?.includes("--no-wasm") === true;
}

export class Runtime<P extends Plugin = Plugin> {
  private readonly plugins = new Map<string, FullPlugin>();
  private readonly modules = new Map<string, RuntimeModule>();
  private readonly listeners = new Map<string, Set<(event: never) => void>>();
  private readonly incidents = new Map<string, { -readonly [Key in keyof Incident]: Incident[Key] }>();
  private known: Capabilities | undefined;
  private isWasmOn: boolean;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly callsSeen = new Map<RuntimeModule, number>();

  constructor(private readonly options: RuntimeOptions) {
    this.isWasmOn = options.wasm !== false && !isOffOutside();
    for (const plugin of options.modules ?? []) this.register(plugin);
  }

  /** What this engine can run. */
  capabilities(): Capabilities {
    return (this.known ??= findCapabilities());
  }

  /** Makes a module known by its name. Refuses what this runtime cannot read, and two versions of one module. */
  register(plugin: Plugin): void {
    const found = plugin as FullPlugin;
    const called = `${found.package} ${found.version}`;
    if (found.contract !== contract) {
      const next = found.contract > contract ? `npm install @sinter/runtime@latest` : `npm install ${found.package}@latest`;
      throw new SinterError("incompatible", `${called} was made for contract ${found.contract}, and @sinter/runtime ${version} reads contract ${contract}`, found.name, { next });
    }
    const other = this.plugins.get(found.name);
    if (other !== undefined && (other.package !== found.package || other.version !== found.version)) {
      throw new SinterError("incompatible", `${called} and ${other.package} ${other.version} both have the module ${found.name}`, found.name, { next: "install one of them" });
    }
    this.plugins.set(found.name, found);
  }

  /**
   * Takes a module as it was built anew (development). Functions that were handed out call it
   * from then on; objects of the old instance stay with the old instance.
   */
  async replace(plugin: Plugin): Promise<void> {
    const module = this.modules.get(plugin.name);
    this.plugins.delete(plugin.name);
    this.register(plugin);
    await module?.replace(plugin as FullPlugin);
  }

  /** The module's functions; each call is answered by whichever implementation is the best for it. */
  load<Name extends P["name"]>(name: Name): Promise<FunctionsOf<P, Name>>;
  load(name: string): Promise<Record<string, (...values: never[]) => unknown>>;
  async load(name: string): Promise<Functions> {
    const module = await this.module(name);
    const functions = await module.load();
    this.emit("loaded", { module: name, methods: module.implementations.filter(({ state }) => state === "ready").map(({ method }) => method) });
    this.watchIdle();
    return functions;
  }

  /** Loads modules, so that the first calls find them. */
  async preload(...names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => this.load(name)));
  }

  /** One call by name. It waits for what has to be loaded. */
  async execute(name: string, operation: string, ...values: readonly unknown[]): Promise<Answer> {
    const module = await this.module(name);
    const dispatch = this.operationOf(module, operation);
    await module.prepare(dispatch, values);
    this.watchIdle();
    const { result, method } = dispatch.perform(values);
    return { result, method, accelerated: method in module.plugin.variants };
  }

  /** The function of one operation, for many calls by name. */
  async operation(name: string, operation: string): Promise<Callable> {
    const module = await this.module(name);
    const { run } = this.operationOf(module, operation);
    await module.load();
    this.watchIdle();
    return run;
  }

  /** Turns wasm off or on for calls from now on. */
  useWasm(isOn: boolean): void {
    this.isWasmOn = isOn;
    for (const module of this.modules.values()) {
      if (isOn) void module.loadWasm();
      else module.releaseWasm();
    }
  }

  report(): Report {
    return makeReport(version, this.capabilities(), [...this.modules.values()], [...this.incidents.values()], this.memoryBytesMax);
  }

  on<Name extends keyof RuntimeEvents>(name: Name, listener: (event: RuntimeEvents[Name]) => void): () => void {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** Gives all instances up. Functions that were handed out go on with JavaScript, if their module has it. */
  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isWasmOn = false;
    for (const module of this.modules.values()) module.releaseWasm();
    this.listeners.clear();
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")](): void {
    this.dispose();
  }

  private get memoryBytesMax(): number {
    return this.options.memoryBytesMax ?? memoryBytesMaxDefault;
  }

  private async module(name: string): Promise<RuntimeModule> {
    const known = this.modules.get(name);
    if (known !== undefined) return known;
    if (!this.plugins.has(name)) this.register(await this.find(name));
    const plugin = this.plugins.get(name) as FullPlugin;
    const { pin = {}, deterministic = false, monitor = true } = this.options;
    const module =
      this.modules.get(name) ??
      new RuntimeModule(plugin, {
        capabilities: () => this.capabilities(),
        usesWasm: () => this.isWasmOn,
        pinned: (of, operation) => pin[`${of}.${operation}`] ?? pin[of],
        isDeterministic: deterministic,
        isMonitored: monitor,
        now: () => performance.now(),
        fits: (bytes) => this.memoryBytes() + bytes <= this.memoryBytesMax,
        incident: (...what) => this.incident(...what),
        decided: (of, operation, sizeClass, method) => this.emit("decided", { module: of, operation, sizeClass, method }),
        makeRoom: (bytes, forWhom) => this.makeRoom(bytes, forWhom),
      });
    this.modules.set(name, module);
    return module;
  }

  /** The plug-in of that name in one of the packages. */
  private async find(name: string): Promise<Plugin> {
    const { packages = ["@sinter/modules"] } = this.options;
    const reasons: string[] = [];
    for (const folder of /^[a-z][a-z0-9_]*$/.test(name) ? packages : []) {
      try {
        const found = (await import(/* webpackIgnore: true */ /* @vite-ignore */ `${folder}/${name}/plugin`)) as { plugin: Plugin };
        return found.plugin;
      } catch (error) {
        reasons.push(messageOf(error));
      }
    }
    const next = `pass its plug-in: createRuntime({ modules: [plugin] })`;
    throw new SinterError("unknown_module", `there is no module ${name}${reasons.map((reason) => ` (${reason})`).join("")}`, name, { next });
  }

  private operationOf(module: RuntimeModule, operation: string) {
    const found = module.operation(operation);
    if (found !== undefined) return found;
    throw new SinterError("unknown_operation", `the module ${module.plugin.name} has no operation ${operation}`, `${module.plugin.name}.${operation}`);
  }

  private incident(module: string, what: string, method: string, why: string): void {
    const key = `${module} ${method} ${what} ${why}`;
    const known = this.incidents.get(key);
    if (known !== undefined) known.count++;
    else if (this.incidents.size < incidentsMax) this.incidents.set(key, { module, method, what, why, count: 1 });
    this.emit("incident", this.incidents.get(key) ?? { module, method, what, why, count: 1 });
  }

  private emit<Name extends keyof RuntimeEvents>(name: Name, event: RuntimeEvents[Name]): void {
    for (const listener of this.listeners.get(name) ?? []) (listener as (event: RuntimeEvents[Name]) => void)(event);
  }

  private memoryBytes(): number {
    let bytes = 0;
    for (const module of this.modules.values()) bytes += module.memoryBytes;
    return bytes;
  }

  /** Whether there is room for what was just made, after giving up what nobody else needs now. */
  private makeRoom(bytes: number, forWhom: RuntimeModule): boolean {
    for (const module of this.modules.values()) {
      if (this.memoryBytes() <= this.memoryBytesMax) break;
      if (module !== forWhom) this.release(module);
    }
    return bytes <= this.memoryBytesMax && this.memoryBytes() <= this.memoryBytesMax;
  }

  private release(module: RuntimeModule): void {
    const before = module.memoryBytes;
    module.releaseWasm();
    const bytes = before - module.memoryBytes;
    if (bytes > 0) this.emit("released", { module: module.plugin.name, bytes });
  }

  /** Looks now and then which modules were not called, while there are instances. */
  private watchIdle(): void {
    if (this.timer !== undefined || this.memoryBytes() === 0) return;
    const { idleMs = idleMsDefault } = this.options;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      for (const module of this.modules.values()) {
        const { calls } = module;
        if (this.callsSeen.get(module) === calls || this.memoryBytes() > this.memoryBytesMax) this.release(module);
        this.callsSeen.set(module, calls);
      }
      this.watchIdle();
    }, idleMs);
    (this.timer as { unref?: () => void }).unref?.();
  }
}

/** Makes a runtime. Nothing is fetched before a module is asked for. */
export async function createRuntime<const P extends readonly Plugin[] = readonly Plugin[]>(options: RuntimeOptions<P> = {}): Promise<Runtime<P[number]>> {
  return new Runtime<P[number]>(options);
}
