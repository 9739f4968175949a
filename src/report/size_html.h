// A file's picture as one page that needs nothing else.
#pragma once

#include <span>
#include <string>

#include "report/size_report.h"
#include "size/file_picture.h"
#include "size/size_history.h"

namespace sinter {

/// Of the report only what is said of the file as a whole. `sources`: the files that the
/// pieces name.
/// `history`: what builds remember of the file; empty for one that no build made.
std::string size_html(const SizeReport& report, const FilePicture& picture, const SourceRanges* sources,
                      std::span<const SizeRecord> history);

}  // namespace sinter
