#include "bind/bind.h"

#include "base/ranges.h"
#include "base/text.h"
#include "bind/callback_glue.h"
#include "bind/declarations.h"
#include "bind/interface_check.h"
#include "bind/manifest.h"
#include "bind/object_glue.h"
#include "bind/plain_interface.h"
#include "bind/wasi.h"
#include "wasm/module.h"

namespace sinter {
namespace {

/// The parameters and results of an exported function in the notation of wire_signature().
std::string exported_signature(const wasm::FunctionType& type) {
  auto letters = [](std::span<const wasm::ValueType> types) {
    std::string text;
    for (wasm::ValueType value : types) {
      if (value.code == 0x7f) text += 'i';
      else if (value.code == 0x7e) text += 'l';
      else if (value.code == 0x7d) text += 'f';
      else if (value.code == 0x7c) text += 'd';
      else text += '?';
    }
    return text;
  };
  return letters(type.parameters) + ">" + letters(type.results);
}

Result<void> check_export(const wasm::Module& module, const std::string& name, const std::string& described,
                          const std::string& path) {
  auto found = ranges::find(module.exports, std::string_view(name), &wasm::Export::name);
  if (found == module.exports.end() || found->kind != wasm::ExternalKind::function) {
    return fail(Error{.code = Code::bind_malformed,
                      .what = "the function " + quote(name) + " is described but not exported",
                      .where = {path, 0, 0},
                      .why = {"something after the compiler removed the export"},
                      .next = "bind what wasm-ld wrote, before other tools change it"});
  }
  std::string exported = exported_signature(module.function_type(found->index));
  if (exported != described) {
    return fail(Error{.code = Code::bind_malformed,
                      .what = "the function " + quote(name) + " is exported with another signature than described",
                      .where = {path, 0, 0},
                      .why = {"described " + quote(described) + ", exported " + quote(exported)},
                      .next = "rebuild the module with the sinter/bind.h that came with this sinter"});
  }
  return {};
}

Result<void> check_exports(const wasm::Module& module, const Interface& interface, const std::string& path) {
  for (const std::vector<BoundFunction>* functions : {&interface.functions, &interface.members}) {
    for (const BoundFunction& function : *functions) {
      SINTER_TRY(check_export(module, export_name(function), wire_signature(interface, function), path));
    }
  }
  for (const BoundClass& entry : interface.classes) {
    if (entry.is_disposable) SINTER_TRY(check_export(module, "~" + entry.name, "i>", path));
  }
  if (shares_objects(interface)) SINTER_TRY(check_export(module, "sinter_release", "i>", path));
  return {};
}

template <class Entry>
std::string first_difference(const std::vector<Entry>& left, const std::vector<Entry>& right) {
  for (const Entry& entry : left) {
    if (ranges::find(right, entry) == right.end()) return describe_entry(entry);
  }
  return "";
}

std::string first_difference(const Interface& left, const Interface& right) {
  std::string difference = first_difference(left.functions, right.functions);
  if (difference.empty()) difference = first_difference(left.enums, right.enums);
  if (difference.empty()) difference = first_difference(left.structs, right.structs);
  if (difference.empty()) difference = first_difference(left.classes, right.classes);
  if (difference.empty()) difference = first_difference(left.members, right.members);
  for (Scalar element : left.arrays) {
    bool is_missing = ranges::find(right.arrays, element) == right.arrays.end();
    if (difference.empty() && is_missing) difference = "SINTER_ARRAY of " + std::string(scalar_name(element));
  }
  for (const BoundValue& entry : left.named) {
    bool is_missing = ranges::find(right.named, entry) == right.named.end();
    if (difference.empty() && is_missing) difference = "SINTER_VARIANT(" + entry.name + ")";
  }
  return difference;
}

/// What an engine is offered first comes first; a name of its own makes no claim.
std::size_t rank(const BoundVariant& variant) {
  constexpr std::string_view best_first[] = {"relaxed-simd", "simd"};
  return static_cast<std::size_t>(ranges::find(best_first, variant.name) - std::begin(best_first));
}

/// What modules ask of the glue may differ between variants: it provides what any of them asks for.
void share_needs(Interface& left, Interface& right) {
  for (const std::string& name : right.wasi) {
    if (!ranges::contains(left.wasi, name)) left.wasi.push_back(name);
  }
  ranges::sort(left.wasi);
  right.wasi = left.wasi;
  left.calls_back = right.calls_back = left.calls_back || right.calls_back;
}

Error variants_differ(const BindInput& has, const BindInput& lacks, const std::string& entry) {
  return {.code = Code::bind_conflict,
          .what = "the variants " + quote(has.variant.name) + " and " + quote(lacks.variant.name) +
                  " offer different interfaces",
          .where = {lacks.variant.file, 0, 0},
          .why = {"only " + quote(has.variant.name) + " has " + quote(entry)},
          .next = "export the same functions in every variant: no SINTER_EXPORT inside #ifdef"};
}

}  // namespace

Result<Interface> interface_of_wasm(std::string_view wasm, const std::string& path) {
  auto module = wasm::read_module(wasm);
  if (!module) return fail(wasm::malformed(path, module.error()));
  std::string descriptors;
  for (const wasm::Section& section : wasm::custom_sections(module->sections, "sinter.bind"))
    descriptors += section.payload;
  Interface interface;
  if (!descriptors.empty()) {
    interface = SINTER_TRY(read_interface(descriptors, path));
    SINTER_TRY(check_exports(*module, interface, path));
  }
  SINTER_TRY(add_plain_exports(interface, *module, path));
  for (const wasm::Import& entry : module->imports) {
    if (entry.module == wasi_module && is_provided(entry.name)) interface.wasi.emplace_back(entry.name);
  }
  for (const wasm::Import& entry : module->imports) {
    if (entry.module == callback_module && is_callback_import(entry.name)) interface.calls_back = true;
  }
  ranges::sort(interface.wasi);
  if (!descriptors.empty() || !interface.functions.empty()) return interface;
  return fail(Error{.code = Code::bind_no_descriptors,
                    .what = quote(path) + " exports nothing to JavaScript",
                    .where = {path, 0, 0},
                    .why = {"it has no section `sinter.bind`, and no exported function"},
                    .next =
                        "C++: add SINTER_EXPORT lines to one of the module's sources; C: name functions in `exports`; "
                        "Rust: `#[no_mangle] pub extern \"C\" fn`; Go: `//go:wasmexport`"});
}

Result<Binding> bind_module(std::string_view module, std::vector<BindInput> inputs, Watch watch) {
  SINTER_ASSERT(!inputs.empty());
  ranges::sort(inputs, {}, [](const BindInput& input) { return rank(input.variant); });
  Binding binding;
  std::vector<BoundVariant> variants;
  for (const BindInput& input : inputs) {
    Interface interface = SINTER_TRY(interface_of_wasm(input.wasm, input.variant.file));
    if (variants.empty()) binding.interface = interface;
    share_needs(binding.interface, interface);
    if (interface != binding.interface) {
      std::string only_first = first_difference(binding.interface, interface);
      if (!only_first.empty()) return fail(variants_differ(inputs.front(), input, only_first));
      return fail(variants_differ(input, inputs.front(), first_difference(interface, binding.interface)));
    }
    variants.push_back(input.variant);
  }
  binding.javascript = write_javascript(module, binding.interface, variants, watch);
  binding.declarations = write_declarations(module, binding.interface, variants);
  binding.manifest = write_manifest(module, binding.interface, variants);
  return binding;
}

}  // namespace sinter
