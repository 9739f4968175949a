// One implementation of a module: a variant of its wasm, what the host has built in, or its
// twin. It is loaded when it is wanted, may fail, may die by a trap, and comes back.
import { messageOf, refuse, SinterError } from "./errors.js";
import type { Callable, FullPlugin, Functions, WasmFile } from "./plugin.js";
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

export interface Implementation {
  readonly method: string;
  readonly isWasm: boolean;
  state: State;
  functions: Functions | undefined;
  memory: WebAssembly.Memory | undefined;
  /** Set when an operation with state was called: its instance is not given up. */
  hasState: boolean;
  /** Makes it ready if it can be; true if it is. Failures wait longer and longer before the next attempt. */
  ensure(): Promise<boolean>;
  /** Gives the instance up; it can be made again. */
  release(state?: State): void;
  /** After a trap its memory is in no state to go on with: a new instance is made in the background. */
  die(error: unknown): void;
  /** It could not answer one call; it lives on. */
  told(what: string, why: unknown): void;
  /**
   * Goes on with what was built anew. The old instance answers until the new one can; what
   * fails to load leaves the old one in its place.
   */
  replace(plugin: FullPlugin): Promise<void>;
}

const retryFirstMs = 100;
const retryLastMs = 60_000;

export const memoryBytesOf = ({ memory }: Implementation): number => memory?.buffer.byteLength ?? 0;

/** The function of that name, if it can be called now. */
export function callOf({ functions }: Implementation, operation: string): Callable | undefined {
  const found = functions?.[operation];
  return typeof found === "function" ? (found as Callable) : undefined;
}

export function makeImplementation(method: string, isWasm: boolean, plugin: FullPlugin, { changed, incident, makeRoom, usesWasm, now }: Surroundings): Implementation {
  let loading: Promise<boolean> | undefined;
  let compiled: WebAssembly.Module | undefined;
  let failures = 0;
  let retryAt = 0;

  const told = (what: string, why: unknown): void => incident(what, method, messageOf(why));
  const release = (state: State = "released"): void => {
    self.functions = self.memory = undefined;
    self.hasState = false;
    self.state = state;
  };
  const fail = (state: State, what: string, why: unknown): void => {
    release(state);
    retryAt = now() + (failures++ === 0 ? 0 : Math.min(retryLastMs, retryFirstMs * 2 ** (failures - 2)));
    told(what, why);
    changed();
  };

  const fromWasm = async (): Promise<Functions> => {
    const file = plugin.variants[method] as WasmFile;
    const [glue, module] = await Promise.all([plugin.glue(), compiled ?? readVerified(file).then((bytes) => WebAssembly.compile(bytes))]);
    compiled = module;
    const instantiate = async (source: unknown, imports?: WebAssembly.Imports): Promise<WebAssembly.Instance> => {
      const instance = await WebAssembly.instantiate(source as WebAssembly.Module, imports);
      const { memory } = instance.exports;
      self.memory = memory instanceof WebAssembly.Memory ? memory : undefined;
      if (makeRoom(memoryBytesOf(self))) return instance;
      self.memory = undefined;
      return refuse("memory_limit", "its instance is over the memory limit", plugin.name);
    };
    return glue.loadFrom({ [method]: () => module }, { variant: method, instantiate });
  };
  const fromJavaScript = async (): Promise<Functions> => {
    const [javascript, { checked }] = await Promise.all([plugin.javascript?.(), import("./arguments.js")]);
    const functions = javascript?.[method as "host" | "twin"];
    if (javascript === undefined || functions === undefined) return refuse("load_failed", "the package does not have it", plugin.name);
    return checked(functions, javascript.types, method === "twin");
  };
  const make = isWasm ? fromWasm : fromJavaScript;

  const attempt = async (): Promise<boolean> => {
    self.state = "loading";
    try {
      const functions = await make();
      if (isWasm && !usesWasm()) {
        release();
        return false;
      }
      self.functions = functions;
      self.state = "ready";
      if (failures > 0) told("recovered", "it answers again");
      changed();
      return true;
    } catch (error) {
      fail("failed", error instanceof SinterError ? error.code : "load_failed", error);
      return false;
    } finally {
      loading = undefined;
    }
  };

  const self: Implementation = {
    method, isWasm, state: "idle", functions: undefined, memory: undefined, hasState: false, release, told,
    ensure: async () => {
      if (self.state === "ready" || self.state === "unsupported") return self.state === "ready";
      if (loading === undefined && failures > 0 && now() < retryAt) return false;
      return (loading ??= attempt());
    },
    die: (error) => {
      if (self.state !== "ready") return;
      fail("dead", "trap", error);
      if (failures === 1) void self.ensure();
    },
    replace: async (next) => {
      await loading; // what it loads is of the old one
      const { memory } = self;
      const kept = [plugin, compiled] as const;
      plugin = next;
      compiled = undefined;
      if (self.functions === undefined) return;
      try {
        self.functions = await make();
        self.hasState = false;
      } catch (error) {
        [plugin, compiled] = kept;
        self.memory = memory;
        told("not_replaced", error);
      }
      changed();
    },
  };
  return self;
}
