// The runtime: modules by name, with one budget for their memory and one account of what
// happened. Nothing is fetched before it is asked for, and nothing runs when this is imported.
import { type Capabilities, findCapabilities } from "./capabilities.js";
import { messageOf, refuse } from "./errors.js";
import type { Measuring, Operation } from "./dispatch.js";
import { later, makeModule, type RuntimeModule } from "./module.js";
import { type Callable, contract, type FullPlugin, type Functions, type Plugin } from "./plugin.js";
import { type Incident, makeReport, type Report, sum } from "./report.js";
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

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type FunctionsOf<P, Name> = P extends Plugin<infer N, infer F> ? (Name extends N ? (unknown extends F ? Record<string, (...values: never[]) => unknown> : F) : never) : never;

const memoryBytesMaxDefault = 2 ** 30;
const idleMsDefault = 60_000;
const incidentsMax = 200;

/** Whether the environment or the command line turns wasm off. */
function isOffOutside(): boolean {
  const host = (globalThis as { process?: { env?: Record<string, string | undefined>; argv?: readonly string[] } }).process;
  return host?.env?.["SINTER_WASM"] === "off" || host?.argv?.includes("--no-wasm") === true;
}

export interface Runtime<P extends Plugin = Plugin> {
  /** What this engine can run. */
  capabilities(): Capabilities;
  /** Makes a module known by its name. Refuses what this runtime cannot read, and two versions of one module. */
  register(plugin: Plugin): void;
  /**
   * Takes a module as it was built anew (development). Functions that were handed out call it
   * from then on; objects of the old instance stay with the old instance.
   */
  replace(plugin: Plugin): Promise<void>;
  /** The module's functions; each call is answered by whichever implementation is the best for it. */
  load<Name extends P["name"]>(name: Name): Promise<FunctionsOf<P, Name>>;
  load(name: string): Promise<Record<string, (...values: never[]) => unknown>>;
  /** Loads modules, so that the first calls find them. */
  preload(...names: readonly string[]): Promise<void>;
  /** One call by name. It waits for what has to be loaded. */
  execute(name: string, operation: string, ...values: readonly unknown[]): Promise<Answer>;
  /** The function of one operation, for many calls by name. */
  operation(name: string, operation: string): Promise<Callable>;
  /** Turns wasm off or on for calls from now on. */
  useWasm(isOn: boolean): void;
  report(): Report;
  /** Returns how to stop listening. */
  on<Name extends keyof RuntimeEvents>(name: Name, listener: (event: RuntimeEvents[Name]) => void): () => void;
  /** Gives all instances up. Functions that were handed out go on with JavaScript, if their module has it. */
  dispose(): void;
}

/** The runtime behind its types, which follow from the plug-ins. */
function makeRuntime({
  modules: given = [], packages = ["@sinter/modules"], wasm = true, pin = {}, deterministic = false, monitor = true,
  memoryBytesMax = memoryBytesMaxDefault, idleMs = idleMsDefault,
}: RuntimeOptions): Runtime {
  const plugins = new Map<string, FullPlugin>();
  const modules = new Map<string, RuntimeModule>();
  const listeners = new Map<string, Set<(event: never) => void>>();
  const incidents = new Map<string, Writable<Incident>>();
  let known: Capabilities | undefined;
  let isWasmOn = wasm && !isOffOutside();
  let measuring: Measuring | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const capabilities = (): Capabilities => (known ??= findCapabilities());
  const memoryBytes = (): number => sum(modules.values(), (module) => module.memoryBytes());

  const emit = <Name extends keyof RuntimeEvents>(name: Name, event: RuntimeEvents[Name]): void => {
    for (const listener of listeners.get(name) ?? []) (listener as (event: RuntimeEvents[Name]) => void)(event);
  };
  const incident = (module: string, what: string, method: string, why: string): void => {
    const key = [module, method, what, why].join();
    const happened = incidents.get(key) ?? { module, method, what, why, count: 0 };
    happened.count++;
    if (incidents.size < incidentsMax) incidents.set(key, happened);
    emit("incident", happened);
  };

  const release = (module: RuntimeModule): void => {
    const before = module.memoryBytes();
    module.releaseWasm();
    const bytes = before - module.memoryBytes();
    if (bytes > 0) emit("released", { module: module.plugin.name, bytes });
  };
  /** Looks now and then which modules were not called, while there are instances. */
  const watchIdle = (): void => {
    if (timer !== undefined || memoryBytes() === 0) return;
    timer = later(() => {
      timer = undefined;
      for (const module of modules.values()) {
        if (module.isIdle() || memoryBytes() > memoryBytesMax) release(module);
      }
      watchIdle();
    }, idleMs);
  };

  const register = (plugin: Plugin): void => {
    const found = plugin as FullPlugin;
    const { name, package: from } = found;
    const called = `${from} ${found.version}`;
    if (found.contract !== contract) {
      const update = found.contract > contract ? "@sinter/runtime" : from;
      refuse("incompatible", `${called} was made for contract ${found.contract}, and @sinter/runtime ${version} reads contract ${contract}`, name, `npm install ${update}@latest`);
    }
    const other = plugins.get(name) ?? found;
    if (other.package !== from || other.version !== found.version) {
      refuse("incompatible", `${called} and ${other.package} ${other.version} both have the module ${name}`, name, "install one of them");
    }
    plugins.set(name, found);
  };
  const moduleOf = async (name: string): Promise<RuntimeModule> => {
    if (!modules.has(name) && !plugins.has(name)) register(await (await import("./packages.js")).findPlugin(name, packages, refuse));
    const before = modules.get(name);
    if (before !== undefined) return before;
    const module: RuntimeModule = makeModule(plugins.get(name) as FullPlugin, {
      capabilities,
      usesWasm: () => isWasmOn,
      pinned: (operation) => pin[`${name}.${operation}`] ?? pin[name],
      deterministic,
      monitor,
      measuring: () => measuring,
      loadMeasuring: async () => {
        try {
          if (!deterministic || monitor) measuring ??= await import("./measuring.js");
        } catch (error) {
          incident(name, "load_failed", "measuring", messageOf(error)); // the order of the build stays
        }
      },
      now: () => performance.now(),
      fits: (bytes) => memoryBytes() + bytes <= memoryBytesMax,
      incident: (...what) => incident(name, ...what),
      decided: (operation, sizeClass, method) => emit("decided", { module: name, operation, sizeClass, method }),
      // After giving up what nobody else needs now.
      makeRoom: (bytes) => {
        for (const other of modules.values()) if (other !== module && memoryBytes() > memoryBytesMax) release(other);
        return Math.max(bytes, memoryBytes()) <= memoryBytesMax;
      },
    });
    modules.set(name, module);
    return module;
  };
  const operationOf = (module: RuntimeModule, operation: string): Operation => {
    const { name } = module.plugin;
    return module.operation(operation) ?? refuse("unknown_operation", `the module ${name} has no operation ${operation}`, `${name}.${operation}`);
  };
  const load = async (name: string): Promise<Functions> => {
    const module = await moduleOf(name);
    const functions = await module.load();
    emit("loaded", { module: name, methods: module.implementations.filter(({ state }) => state === "ready").map(({ method }) => method) });
    watchIdle();
    return functions;
  };
  const useWasm = (isOn: boolean): void => {
    isWasmOn = isOn;
    for (const module of modules.values()) void (isOn ? module.loadWasm() : module.releaseWasm());
  };
  const dispose = (): void => {
    clearTimeout(timer);
    timer = undefined;
    useWasm(false);
    listeners.clear();
  };

  given.forEach(register);
  return {
    capabilities, register, useWasm, dispose,
    ...{ [Symbol.dispose ?? Symbol.for("Symbol.dispose")]: dispose },
    load: load as Runtime["load"],
    replace: async (plugin) => {
      plugins.delete(plugin.name);
      register(plugin);
      const module = modules.get(plugin.name);
      if (module !== undefined) await (await import("./replace.js")).replaceModule(module, plugin as FullPlugin, refuse);
    },
    preload: async (...names) => void (await Promise.all(names.map(load))),
    execute: async (name, called, ...values) => {
      const module = await moduleOf(name);
      const operation = operationOf(module, called);
      await module.prepare(operation, values);
      watchIdle();
      const { result, method } = operation.perform(values);
      return { result, method, accelerated: method in module.plugin.variants };
    },
    operation: async (name, called) => {
      const module = await moduleOf(name);
      const { run } = operationOf(module, called);
      await module.load();
      watchIdle();
      return run;
    },
    report: () => makeReport(version, capabilities(), [...modules.values()], [...incidents.values()], memoryBytesMax),
    on: (name, listener) => {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener));
      return () => void all.delete(listener);
    },
  };
}

/** Makes a runtime. Nothing is fetched before a module is asked for. */
export async function createRuntime<const P extends readonly Plugin[] = readonly Plugin[]>(options: RuntimeOptions<P> = {}): Promise<Runtime<P[number]>> {
  return makeRuntime(options) as Runtime<P[number]>;
}
