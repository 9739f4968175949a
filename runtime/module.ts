// One module of the runtime: its implementations, its operations, and the object of
// functions that users hold.
import { type Capabilities, runsVariant } from "./capabilities.js";
import { callsOf, type Candidate, type DispatchOptions, makeOperation, type Operation } from "./dispatch.js";
import { refuse } from "./errors.js";
import { type Implementation, makeImplementation, memoryBytesOf } from "./implementation.js";
import { type FullPlugin, type Functions, readOperation } from "./plugin.js";
import { sum } from "./report.js";

export interface ModuleOptions extends DispatchOptions {
  capabilities(): Capabilities;
  usesWasm(): boolean;
  /** The method that is pinned for an operation, if one is. */
  pinned(operation: string): string | undefined;
  incident(what: string, method: string, why: string): void;
  decided(operation: string, sizeClass: number, method: string): void;
  makeRoom(bytes: number): boolean;
  /** What answers are chosen by beside the order of the build, if that is wanted. */
  loadMeasuring(): Promise<void>;
}

export interface RuntimeModule {
  readonly plugin: FullPlugin;
  readonly implementations: readonly Implementation[];
  /** Those that were asked for. A program that calls one of fifty makes one. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** The operation of that name, if the module has it. */
  operation(name: string): Operation | undefined;
  memoryBytes(): number;
  /** Whether it was not called since this was asked before. */
  isIdle(): boolean;
  /** The functions, once the best wasm and the JavaScript are there, or are known to be missing. */
  load(): Promise<Functions>;
  /** The variants that are pinned; without one, the best that runs here and can be had. */
  loadWasm(): Promise<boolean>;
  /** What can answer this operation with these arguments, loaded if need be; the rest comes in the background. */
  prepare(operation: Operation, values: readonly unknown[]): Promise<void>;
  /** Gives wasm instances up, but for those that hold state. */
  releaseWasm(): void;
}

/** A host that has nothing else to do ends without it. */
export function later(act: () => void, ms?: number): ReturnType<typeof setTimeout> {
  const timer = setTimeout(act, ms);
  (timer as { unref?: () => void }).unref?.();
  return timer;
}

export function makeModule(plugin: FullPlugin, options: ModuleOptions): RuntimeModule {
  const { name, methods } = plugin;
  const { usesWasm } = options;
  const operations = new Map<string, Operation>();
  const pinnedWasm = new Set<Implementation>();
  const choose = (): void => operations.forEach((operation) => operation.choose());
  const surroundings = { ...options, changed: choose };
  const implementations = methods.map((method) => makeImplementation(method, method in plugin.variants, plugin, surroundings));
  const variants = implementations.filter(({ isWasm }) => isWasm);

  const operation = (called: string): Operation | undefined => {
    const known = operations.get(called);
    if (known !== undefined || !Object.hasOwn(plugin.operations, called)) return known;
    const plan = readOperation(plugin.operations[called] ?? "");
    const pinned = methods.indexOf(options.pinned(called) ?? "");
    const wanted = implementations[pinned];
    if (wanted?.isWasm) pinnedWasm.add(wanted);
    const [orders, dispatch] = wanted === undefined ? [plan.orders, options] : [plan.orders.map(() => [pinned]), { ...options, deterministic: true }];
    const made = makeOperation(`${name}.${called}`, called, { ...plan, orders }, implementations, dispatch, (sizeClass, method) => options.decided(called, sizeClass, method));
    made.choose();
    operations.set(called, made);
    return made;
  };

  /** A copy by spreading, because what grew member by member is slow to look into. */
  const makeFunctions = (): Functions => {
    const functions: Functions = { ...Object.fromEntries(Object.keys(plugin.operations).map((called) => [called, operation(called)?.run])) };
    const home = (): Implementation | undefined => implementations.find(({ state }) => state === "ready");
    const define = (called: string, get: () => unknown): unknown => Object.defineProperty(functions, called, { get, enumerable: true });
    for (const member of plugin.home ?? []) {
      define(member, () => {
        const implementation = home();
        const found = implementation?.functions?.[member];
        if (implementation !== undefined && found !== undefined) implementation.hasState = true;
        return found;
      });
    }
    define("variant", () => home()?.method ?? "none");
    return Object.freeze(functions);
  };
  let functions: Functions | undefined;
  let callsSeen = -1;

  const loadFirst = async (of: readonly Implementation[]): Promise<boolean> => {
    for (const implementation of of) {
      if (!usesWasm()) return false;
      const capabilities = options.capabilities();
      if (runsVariant(implementation.method, capabilities)) {
        if (await implementation.ensure()) return true;
      } else if (implementation.state === "idle") {
        implementation.state = "unsupported";
        implementation.told("unsupported", capabilities.wasm ? "this engine cannot run it" : "no wasm here, or a policy forbids it");
      }
    }
    return false;
  };
  const loadWasm = async (): Promise<boolean> => {
    const got = await Promise.all(Array.from(pinnedWasm, (implementation) => loadFirst([implementation])));
    return got.includes(true) || loadFirst(variants);
  };
  const loadJavaScript = (): Promise<unknown> => Promise.all(implementations.map((implementation) => implementation.isWasm || implementation.ensure()));
  const load = async (): Promise<Functions> => {
    functions ??= makeFunctions(); // first, because pins say what is wanted
    await Promise.all([loadWasm(), loadJavaScript(), options.loadMeasuring()]);
    if (implementations.some(({ state }) => state === "ready")) return functions;
    return refuse("unavailable", `no implementation of ${name} is loaded`, name, "see report().incidents");
  };

  return {
    plugin, implementations, operations, operation, load, loadWasm,
    memoryBytes: () => sum(implementations, memoryBytesOf),
    isIdle: () => callsSeen === (callsSeen = sum(operations.values(), ({ cells }) => sum(cells, callsOf))),
    prepare: async ({ cells, cellOf, isAdaptive }, values) => {
      const cell = cellOf(values);
      const { isWasm, state } = (cell.candidates[0] as Candidate).from;
      const isAwaited = isWasm && (state === "idle" || state === "loading");
      // JavaScript is there soonest: for small arguments nobody waits for more.
      const isQuick = !isAwaited || (isAdaptive && cells.indexOf(cell) < 2);
      if (isQuick && cell.chosen !== undefined) return;
      await (isQuick ? loadJavaScript() : loadWasm());
      if (cell.chosen === undefined) await load();
      else if (functions === undefined) later(() => load().catch(() => undefined)); // behind what the caller waits for
    },
    releaseWasm: () => {
      const held = variants.filter(({ functions: made, hasState }) => made !== undefined && !hasState);
      for (const implementation of held) implementation.release();
      choose();
    },
  };
}
