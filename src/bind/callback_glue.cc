#include "bind/callback_glue.h"

#include "base/text.h"
#include "bind/object_glue.h"

namespace sinter {

bool is_callback_import(std::string_view name) { return name == "call" || name == "forget"; }

std::vector<std::string> callback_imports() { return {"sinter.call", "sinter.forget"}; }

std::string_view lent_functions_text() {
  return R"js(
// JavaScript functions in the module's hands; it knows them by number. Those that are lent for the time of a call are a
// stack, those that are kept have numbers below 0. What one of them throws waits in `thrown` until the call that led to
// it is over, because C++ has to return.
function $lend() {
  const $lent = { functions: [], adapters: [], count: 0, kept: [], free: [], inside: 0, later: [], spare: [], thrown: undefined, unsettled: false, state: undefined, imports: undefined };
  const call = (id, slot) => {
    if ($lent.thrown !== undefined) return 1;
    $lent.inside++;
    try {
      if (id < 0) $lent.kept[~id][1]($lent.kept[~id][0], slot >>> 2);
      else $lent.adapters[id]($lent.functions[id], slot >>> 2);
      if ($lent.state.dead) throw $lent.state.dead;
      return 0;
    } catch (error) {
      if ($lent.state.dead) throw error;
      $lent.thrown = { error };
      $lent.unsettled = true;
      return 1;
    } finally {
      $lent.inside--;
    }
  };
  const forget = (id) => {
    $lent.kept[~id] = undefined;
    $lent.free.push(~id);
  };
  $lent.imports = { call, forget };
  return $lent;
}
)js";
}

std::string settle_text(const Interface& interface) {
  std::string_view later = !has_objects(interface) ? "" : R"js(
    while ($lent.inside === 0 && $lent.later.length > 0) $letGo(...$lent.later.pop());)js";
  std::string_view spare = interface.arrays.empty() ? "" : R"js(
    while ($lent.inside === 0 && $lent.spare.length > 0) _free($lent.spare.pop());)js";
  return R"js(
  // After a call: objects that were disposed of while C++ was running are freed, and what a callback threw is thrown.
  function $settle() {)js" +
         std::string(later).append(spare) + R"js(
    $lent.unsettled = $lent.later.length + $lent.spare.length > 0;
    if ($lent.thrown !== undefined) throw $lent;
  }
  $lent.state = $;
)js";
}

std::string also_after_callback(std::string died) {
  std::size_t body = died.find(") {\n") + 4;
  bool has_arena = died.find("mark)") != std::string::npos;
  died.insert(body, "    if (error === $lent) {\n      error = $lent.thrown.error;\n      $lent.thrown = undefined;\n" +
                        std::string(has_arena ? "      if (mark !== undefined) $release(mark);\n" : "") +
                        "      return error;\n    }\n");
  return died;
}

std::string sequence_class(std::size_t number, bool calls_back) {
  std::string address = "$address(this, " + std::to_string(number) + ", 0, \"this\")";
  std::string settle = calls_back ? "        if ($lent.unsettled) $settle();\n" : "";
  // As after an exception in a generator, there is nothing more.
  std::string end = calls_back ? "        const isThrown = error === $lent;\n        error = $died(error, \"next\");\n"
                                 "        if (isThrown) this.dispose();\n        throw error;\n"
                               : "        throw $died(error, \"next\");\n";
  return R"js(
  class $Sequence extends $Object {
    #take;
    #owners;
    #isOver = false;
    constructor(take, owners) {
      super();
      this.#take = take;
      this.#owners = owners;
    }
    next() {
      if (this.#isOver) return { done: true, value: undefined };
      if ($.dead) $gone();
      if ($lost(this.#owners)) $disposed("this");
      let value;
      let done = false;
      try {
        const $slot = _next()js" +
         address + ") >>> 2;\n" + settle + R"js(        $fresh();
        if ($.u32s[$slot] === 0) done = true;
        else value = this.#take($slot);
      } catch (error) {
)js" + end +
         R"js(      }
      if (done) this.dispose();
      return { done, value };
    }
    return(value) {
      this.dispose();
      return { done: true, value };
    }
    dispose() {
      if (this.#isOver) return;
      this.#isOver = true;
      super.dispose();
    }
    [Symbol.iterator]() {
      return this;
    }
    // The host has its turn every few milliseconds.
    async *[Symbol.asyncIterator]() {
      let until = performance.now() + 8;
      for (const value of this) {
        if (performance.now() >= until) {
          await new Promise((resolve) => setTimeout(resolve));
          until = performance.now() + 8;
        }
        yield value;
      }
    }
  }
  function $iterate(at, take, owners) {
    $make()js" +
         std::to_string(number) + R"js(, at);
    return new $Sequence(take, owners);
  }
)js";
}

}  // namespace sinter
