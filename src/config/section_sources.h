// What tables with sources in C and C++ share: [module.NAME] and [binary.NAME]. Each
// function reads one key.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/sections.h"

namespace sinter {

/// The files of a key with their languages. A pattern like `text/*` may match files of
/// other kinds by the dozen, so each entry reports the first only. With `in_trees` a pattern may
/// look into a folder that a step makes: what it finds there is compiled when that was made.
enum class InTrees : std::uint8_t { no, yes };
std::vector<SourceFile> read_sources(TableReader& table, std::string_view key, std::string_view example,
                                     const std::vector<Glob>& excluded, Inventory& inventory,
                                     InTrees in_trees = InTrees::no);
/// `exclude`.
std::vector<Glob> read_exclude(TableReader& table);
/// `include`: literal folders for -I, in the order written: it decides which header is found first.
std::vector<std::string> read_include(TableReader& table, Inventory& inventory);
/// `defines`.
std::vector<std::string> read_defines(TableReader& table);
/// Arguments that go to a program as they are.
std::vector<std::string> read_flags(TableReader& table, std::string_view key, std::string_view example);

bool is_c_identifier(std::string_view name);

}  // namespace sinter
