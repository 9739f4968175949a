// Where what lies in a cache folder:
//
//   CACHEDIR.TAG         tells other tools, and us, what the folder is
//   objects/ab/cdef...   content, under its digest
//   entries-3/ab/cd...   records, under their base key; the number is their format's
//   added                sizes: "counted 4096" of the whole, then a line for each build's additions
//   lock                 held by the one process that removes what is not needed
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"

namespace sinter {

inline constexpr std::string_view cache_marker_name = "CACHEDIR.TAG";
inline constexpr std::string_view cache_objects_name = "objects";
inline constexpr std::string_view cache_entries_name = "entries-3";
inline constexpr std::string_view cache_added_name = "added";
inline constexpr std::string_view cache_lock_name = "lock";

inline constexpr std::string_view counted_word = "counted ";
/// What `added` holds after a count.
std::string counted_text(std::uint64_t disk_bytes);

/// `folder`/`kind`/ab/cdef...: spread over 256 folders, so that none grows too long to list.
std::string spread_path(std::string_view folder, std::string_view kind, const Digest& name);
/// The digest that spread_path() made these names of, if it did.
std::optional<Digest> spread_digest(std::string_view folder_name, std::string_view file_name);

/// Whether a name in the cache's folder is one that this sinter or an older one gives.
bool is_cache_name(std::string_view name);
/// Whether it is one that only an older sinter used: nothing reads that any more.
bool is_outdated_cache_name(std::string_view name);

}  // namespace sinter
