#include "bind/component.h"

#include "base/ranges.h"
#include "base/text.h"
#include "bind/bind.h"
#include "bind/component_adapter.h"
#include "wasm/module.h"
#include "wasm/writer.h"

namespace sinter {
namespace {

// Sections of a component, and the numbers inside them, as Binary.md of the component model has them.
enum class Section : std::uint8_t {
  core_module = 1,
  core_instance = 2,
  instance = 5,
  alias = 6,
  type = 7,
  canonical = 8,
  exports = 11,
};

enum class Option : std::uint8_t { utf8 = 0, memory = 3, reallocate = 4, post_return = 5 };

constexpr std::uint8_t core_instance_sort = 0x12;
constexpr std::uint8_t core_function_sort = 0x00;
constexpr std::uint8_t core_memory_sort = 0x02;
constexpr std::uint8_t function_sort = 0x01;
constexpr std::uint8_t type_sort = 0x03;
constexpr std::uint8_t instance_sort = 0x05;

class ComponentWriter {
 public:
  explicit ComponentWriter(const WitInterface& wit) : wit_(wit) {}

  std::string write(std::string_view core, const ComponentAdapter& adapter) {
    file_.raw(std::string_view("\0asm\x0d\0\1\0", 8));
    file_.section(static_cast<std::uint8_t>(Section::core_module), core);
    if (!adapter.wasm.empty()) file_.section(static_cast<std::uint8_t>(Section::core_module), adapter.wasm);
    write_core_instances(!adapter.wasm.empty());
    for (const WitDefinition& definition : wit_.definitions) define(definition);
    for (std::size_t index = 0; index < wit_.functions.size(); ++index) {
      function_types_.push_back(function_type(wit_.functions[index]));
    }
    section(Section::type, types_);
    write_aliases(adapter);
    for (std::size_t index = 0; index < wit_.functions.size(); ++index) lift(adapter.functions[index], index);
    section(Section::canonical, canonicals_);
    write_export();
    return file_.take();
  }

 private:
  void section(Section id, wasm::ListWriter& entries) {
    if (entries.count() > 0) file_.section(static_cast<std::uint8_t>(id), entries.take());
  }

  /// Instance 0 is of the module, 1 of the adapter, which gets the first one's exports.
  void write_core_instances(bool has_adapter) {
    wasm::ListWriter instances;
    instances.add().bytes({0, 0, 0});
    if (has_adapter) {
      wasm::Writer& entry = instances.add();
      entry.bytes({0, 1, 1});
      entry.name(adapted_module);
      entry.bytes({core_instance_sort, 0});
    }
    section(Section::core_instance, instances);
  }

  static void write_value_type(wasm::Writer& to, const WitType& type, std::uint32_t index) {
    if (type.kind == WitType::Kind::primitive) to.byte(type.code);
    else to.s33(index);
  }

  /// The index of a type that is no primitive, which is defined if it is new.
  std::uint32_t index_of(const WitType& type) {
    using Kind = WitType::Kind;
    if (type.kind == Kind::primitive || type.kind == Kind::nothing) return 0;
    if (type.kind == Kind::named) {
      return ranges::find(named_, type.name, &std::pair<std::string, std::uint32_t>::first)->second;
    }
    std::vector<std::uint32_t> indices;
    for (const WitType& inner : type.inner) indices.push_back(index_of(inner));
    wasm::Writer text;
    text.byte(type.kind == Kind::list     ? 0x70
              : type.kind == Kind::tuple  ? 0x6f
              : type.kind == Kind::option ? 0x6b
                                          : 0x6a);
    if (type.kind == Kind::tuple) text.u32(static_cast<std::uint32_t>(type.inner.size()));
    for (std::size_t place = 0; place < type.inner.size(); ++place) {
      bool is_nothing = type.inner[place].kind == Kind::nothing;
      if (type.kind == Kind::result) text.byte(is_nothing ? 0 : 1);
      if (!is_nothing) write_value_type(text, type.inner[place], indices[place]);
    }
    return add_type(text.take());
  }

  std::uint32_t add_type(std::string text) {
    auto found = ranges::find(type_texts_, text);
    if (found == type_texts_.end()) {
      types_.add().raw(text);
      type_texts_.push_back(std::move(text));
      return static_cast<std::uint32_t>(type_texts_.size() - 1);
    }
    return static_cast<std::uint32_t>(found - type_texts_.begin());
  }

  void define(const WitDefinition& definition) {
    using Form = WitDefinition::Form;
    std::vector<std::uint32_t> indices;
    for (const WitValue& part : definition.parts) indices.push_back(index_of(part.type));
    wasm::Writer text;
    text.byte(definition.form == Form::record ? 0x72 : definition.form == Form::variant ? 0x71 : 0x6d);
    text.u32(static_cast<std::uint32_t>(definition.parts.size()));
    for (std::size_t place = 0; place < definition.parts.size(); ++place) {
      const WitValue& part = definition.parts[place];
      bool is_nothing = part.type.kind == WitType::Kind::nothing;
      text.name(part.name);
      if (definition.form == Form::variant) text.byte(is_nothing ? 0 : 1);
      if (!is_nothing) write_value_type(text, part.type, indices[place]);
      if (definition.form == Form::variant) text.byte(0);
    }
    // Two definitions may be alike but for their names, so each is a type of its own.
    types_.add().raw(text.view());
    type_texts_.emplace_back();
    named_.emplace_back(definition.name, static_cast<std::uint32_t>(type_texts_.size() - 1));
  }

  std::uint32_t function_type(const WitFunction& function) {
    std::vector<std::uint32_t> indices;
    for (const WitValue& parameter : function.parameters) indices.push_back(index_of(parameter.type));
    std::uint32_t result = index_of(function.result);
    wasm::Writer text;
    text.byte(0x40);
    text.u32(static_cast<std::uint32_t>(function.parameters.size()));
    for (std::size_t place = 0; place < function.parameters.size(); ++place) {
      text.name(function.parameters[place].name);
      write_value_type(text, function.parameters[place].type, indices[place]);
    }
    if (function.result.kind == WitType::Kind::nothing) text.bytes({1, 0});
    else {
      text.byte(0);
      write_value_type(text, function.result, result);
    }
    return add_type(text.take());
  }

  std::uint32_t core_function(std::uint32_t instance, std::string_view name) {
    for (std::size_t index = 0; index < core_functions_.size(); ++index) {
      if (core_functions_[index] == std::pair(instance, std::string(name))) return static_cast<std::uint32_t>(index);
    }
    core_functions_.emplace_back(instance, name);
    add_alias(core_function_sort, instance, name);
    return static_cast<std::uint32_t>(core_functions_.size() - 1);
  }
  void add_alias(std::uint8_t sort, std::uint32_t instance, std::string_view name) {
    wasm::Writer& entry = aliases_.add();
    entry.bytes({0, sort, 1});
    entry.u32(instance);
    entry.name(name);
  }

  /// Names what the instances export, so that it can be lifted.
  void write_aliases(const ComponentAdapter& adapter) {
    if (ranges::any_of(adapter.functions, &LiftedFunction::uses_memory)) add_alias(core_memory_sort, 0, "memory");
    for (const LiftedFunction& function : adapter.functions) {
      core_function(function.is_adapted ? 1 : 0, function.core_name);
      if (function.takes_memory) core_function(1, adapter_reallocate);
      if (!function.release_name.empty()) core_function(1, function.release_name);
    }
    section(Section::alias, aliases_);
  }

  void lift(const LiftedFunction& function, std::size_t index) {
    wasm::ListWriter options;
    auto add_option = [&](Option option) -> wasm::Writer& {
      wasm::Writer& entry = options.add();
      entry.byte(static_cast<std::uint8_t>(option));
      return entry;
    };
    if (function.uses_memory) {
      add_option(Option::utf8);
      add_option(Option::memory).u32(0);
    }
    if (function.takes_memory) add_option(Option::reallocate).u32(core_function(1, adapter_reallocate));
    if (!function.release_name.empty()) add_option(Option::post_return).u32(core_function(1, function.release_name));
    wasm::Writer& entry = canonicals_.add();
    entry.bytes({0, 0});
    entry.u32(core_function(function.is_adapted ? 1 : 0, function.core_name));
    entry.raw(options.take());
    entry.u32(function_types_[index]);
  }

  /// One instance with all types and functions, under the interface's name.
  void write_export() {
    wasm::ListWriter parts;
    auto add_part = [&](std::string_view name, std::uint8_t sort, std::uint32_t index) {
      wasm::Writer& entry = parts.add();
      entry.byte(0);
      entry.name(name);
      entry.byte(sort);
      entry.u32(index);
    };
    for (const auto& [name, type] : named_) add_part(name, type_sort, type);
    for (std::uint32_t index = 0; index < wit_.functions.size(); ++index) {
      add_part(wit_.functions[index].name, function_sort, index);
    }
    wasm::ListWriter instances;
    wasm::Writer& instance = instances.add();
    instance.byte(1);
    instance.raw(parts.take());
    section(Section::instance, instances);
    wasm::ListWriter exports;
    wasm::Writer& entry = exports.add();
    entry.byte(0);
    entry.name(wit_.exported_name());
    entry.bytes({instance_sort, 0, 0});
    section(Section::exports, exports);
  }

  const WitInterface& wit_;
  wasm::Writer file_;
  wasm::ListWriter types_;
  std::vector<std::string> type_texts_;  // empty for definitions
  std::vector<std::pair<std::string, std::uint32_t>> named_;
  std::vector<std::uint32_t> function_types_;
  wasm::ListWriter aliases_;
  std::vector<std::pair<std::uint32_t, std::string>> core_functions_;
  wasm::ListWriter canonicals_;
};

Error refused(const std::string& path, std::string why, std::string next) {
  return {.code = Code::component_refused,
          .what = quote(path) + " cannot be a component",
          .where = {path, 0, 0},
          .why = {std::move(why)},
          .next = std::move(next)};
}

Result<void> check_core(const wasm::Module& core, const ComponentAdapter& adapter, const std::string& path) {
  if (!core.imports.empty()) {
    const wasm::Import& entry = core.imports.front();
    return fail(refused(path,
                        "it imports `" + std::string(entry.module) + "." + std::string(entry.name) +
                            "`, which no host of components provides",
                        "make components of modules that import nothing: C, C++ without callbacks, and Rust"));
  }
  auto exports = [&](std::string_view name) { return ranges::contains(core.exports, name, &wasm::Export::name); };
  bool takes_memory = ranges::any_of(adapter.functions, &LiftedFunction::takes_memory);
  if (!takes_memory || (exports("sinter_allocate") && exports("sinter_free"))) return {};
  return fail(refused(path, "a function has more than 16 numbers as parameters, and the module has no heap",
                      "put the numbers into a std::span"));
}

}  // namespace

Result<Component> make_component(const ComponentInput& input) {
  Interface interface = SINTER_TRY(interface_of_wasm(input.linked, input.path));
  WitInterface wit = SINTER_TRY(wit_interface(interface, input.names, input.path));
  std::vector<const BoundFunction*> functions;
  for (const WitFunction& function : wit.functions) functions.push_back(function.bound);
  auto core = wasm::read_module(input.core);
  if (!core) return fail(wasm::malformed(input.path, core.error()));
  bool initialized = ranges::contains(core->exports, std::string_view("_initialize"), &wasm::Export::name);
  ComponentAdapter adapter = write_adapter(interface, functions, initialized ? Initialized::yes : Initialized::no);
  SINTER_TRY(check_core(*core, adapter, input.path));
  constexpr std::string_view descriptors[] = {"sinter.bind"};
  std::string bare = wasm::without_sections(input.core, core->sections, descriptors);
  std::string wasm = ComponentWriter(wit).write(bare, adapter);
  return Component{.wit = write_wit(wit), .wasm = std::move(wasm)};
}

}  // namespace sinter
