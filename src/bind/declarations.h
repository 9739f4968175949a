// Writes `<module>.d.ts`: what TypeScript and editors know about the generated module.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bind/javascript.h"

namespace sinter {

std::string write_declarations(std::string_view module, const Interface& interface,
                               const std::vector<BoundVariant>& variants);

/// The interface that `load` returns: "Text" for the module `text`; "ErrorModule" where
/// the plain name is taken.
std::string interface_name(std::string_view module, const Interface& interface);

/// A type as TypeScript writes it, where it is passed and where it is returned.
enum class Position { parameter, result };
std::string typescript_type(const BoundType& type, Position position);

/// The comment above a function: its own, ranges of parameters, faults. Nothing in it can
/// end it.
std::string documentation(const Interface& interface, const BoundFunction& function, std::string_view indent);
std::string documentation(std::string_view doc, std::string_view indent);
/// "left: number, right?: string | null | undefined"
std::string parameter_list(const BoundFunction& function);

}  // namespace sinter
