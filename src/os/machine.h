// What this machine and this process are.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"

namespace sinter {

std::uint32_t processor_count();  // that this process may use
std::uint64_t memory_bytes();
std::string system_name();  // "Linux 6.1.0 x86_64"
Result<std::string> own_program_path();
int own_process_id();
/// Makes true what the rest relies on, however our caller has started us: the three
/// standard streams are open (else a file of ours would become one of them), the death of
/// children is told, and a reader that goes away fails a write instead of ending us.
void prepare_process();
/// From now on large blocks of memory that are given back stay with us: for who is going to take much, give much
/// back and take again. The system clears each page that it hands out.
void keep_large_blocks();
Result<void> change_folder(const std::string& path);

}  // namespace sinter
