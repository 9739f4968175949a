// A file's picture as one page that needs nothing else.
#pragma once

#include <string>

#include "report/size_report.h"
#include "size/file_picture.h"

namespace sinter {

/// Of the report only what is said of the file as a whole. `sources`: the files that the
/// pieces name.
std::string size_html(const SizeReport& report, const FilePicture& picture, const SourceRanges* sources);

}  // namespace sinter
