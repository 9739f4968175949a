#include "bind/callback_glue.h"

#include "base/text.h"
#include "bind/glue.h"
#include "bind/object_glue.h"

namespace sinter {

bool is_callback_import(std::string_view name) { return name == "call" || name == "forget"; }

std::vector<std::string> callback_imports() { return {"sinter.call", "sinter.forget"}; }

std::string with_adapter_bits(std::string text, std::size_t adapter_count) {
  std::size_t bits = 0;
  while (std::size_t{1} << bits < adapter_count) ++bits;
  text = replaced(std::move(text), "<bits>", std::to_string(bits));
  return replaced(std::move(text), "<mask>", std::to_string((std::size_t{1} << bits) - 1));
}

std::string lent_functions_text(std::size_t adapter_count) {
  return with_adapter_bits(R"js(
// JavaScript functions in the module's hands; it knows them by number. Those that are lent for the time of a call are a
// stack, whose place and the adapter's are the number; those that are kept have numbers below 0. While any is lent, C++ is
// at work. What one of them throws waits in `thrown` until the call that led to it is over, because C++ has to return.
function $lend() {
  const $lent = { functions: [], adapters: [], kept: [], free: [], later: [], spare: [], thrown: undefined, unsettled: false, state: undefined, imports: undefined };
  const call = (id, slot) => {
    if ($lent.thrown !== undefined) return 1;
    try {
      if (id >= 0) $lent.adapters[id & <mask>]($lent.functions[id >> <bits>], slot >>> 2);
      else callKept($lent.kept[~id], slot >>> 2);
      return 0;
    } catch (error) {
      if ($lent.state.dead) throw $lent.state.dead;
      $lent.thrown = { error };
      $lent.unsettled = true;
      return 1;
    }
  };
  const callKept = ([value, adapter], slot) => {
    $lent.functions.push(value);
    try {
      adapter(value, slot);
    } finally {
      $lent.functions.pop();
    }
  };
  const forget = (id) => {
    $lent.kept[~id] = undefined;
    $lent.free.push(~id);
  };
  $lent.imports = { call, forget };
  return $lent;
}
)js",
                           adapter_count);
}

std::string settle_text(const Interface& interface, const std::vector<std::string>& adapters) {
  std::string_view later = !has_objects(interface) ? "" : R"js(
    while ($lent.functions.length === 0 && $lent.later.length > 0) $letGo(...$lent.later.pop());)js";
  std::string_view spare = interface.arrays.empty() ? "" : R"js(
    while ($lent.functions.length === 0 && $lent.spare.length > 0) $wasm.sinter_free($lent.spare.pop());)js";
  return R"js(
  // After a call: objects that were disposed of while C++ was running are freed, and what a callback threw is thrown.
  function $settle() {)js" +
         std::string(later).append(spare) + R"js(
    $lent.unsettled = $lent.later.length + $lent.spare.length > 0;
    if ($lent.thrown !== undefined) throw $lent;
  }
  $lent.state = $;
  $lent.adapters = [)js" +
         join(adapters, ", ") + "];\n";
}

std::string sequence_class(const Interface& interface) {
  std::string number = std::to_string(interface.classes.size());
  std::string address = "$address_Sequence(this, " + number + ", 0, \"this\")";
  std::string settle = interface.calls_back ? "        if ($lent.unsettled) $settle();\n" : "";
  // As after an exception in a generator, there is nothing more.
  std::string end = interface.calls_back ? R"js(        const isThrown = error === $lent;
        try {
          $died(error, "next");
        } finally {
          if (isThrown) this.dispose();
        }
)js"
                                         : "        $died(error, \"next\");\n";
  std::string once = "\n      if (this.#isOver) return;\n      this.#isOver = true;";
  return R"js(
  let $address_Sequence;
  class $Sequence extends $Object {)js" +
         root_text(interface, "Sequence", once, false) + R"js(    #take;
    #owners;
    #isOver = false;
    constructor(take, owners) {
      super();
      this.#take = take;
      this.#owners = owners;
    }
    next() {
      if (this.#isOver) return { done: true, value: undefined };
      let done = false;
      if ($.dead) $gone();
      if ($lost(this.#owners)) $disposed("this");
      let value;
      try {
        const $slot = $wasm.sinter_next()js" +
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
         number + R"js(, at);
    return new $Sequence(take, owners);
  }
)js";
}

}  // namespace sinter
