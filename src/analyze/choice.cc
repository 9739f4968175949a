#include "analyze/choice.h"

#include "analyze/sizes.h"
#include "base/json.h"
#include "os/files.h"

namespace sinter {

Result<void> choose_smallest(const ChoiceRequest& request) {
  JsonWriter json(1);
  json.begin_object();
  json.key("measure").string(request.measure);
  json.key("candidates").begin_array();
  const ChoiceCandidate* chosen = nullptr;
  std::string shipped;
  std::uint64_t least = UINT64_MAX;
  for (const ChoiceCandidate& candidate : request.candidates) {
    std::string bytes = SINTER_TRY(read_file(candidate.path));
    std::uint64_t size = measure_size(bytes, request.measure);
    JsonWriter line;
    line.begin_object();
    line.key("pipeline").string(candidate.name);
    line.key("raw_bytes").number(bytes.size()).key("measured_bytes").number(size);
    line.end_object();
    json.raw(line.take());
    if (size >= least) continue;
    least = size;
    chosen = &candidate;
    shipped = std::move(bytes);
  }
  SINTER_ASSERT(chosen != nullptr);  // the command line asks for one at least
  json.end_array();
  json.key("chosen").string(chosen->name);
  json.end_object();
  SINTER_TRY(write_file(request.source_map_path, SINTER_TRY(read_file(chosen->path + ".map"))));
  SINTER_TRY(write_file(request.names_path, SINTER_TRY(read_file(chosen->path + ".names"))));
  SINTER_TRY(write_file(request.report_path, json.take() + "\n"));
  return write_file(request.output_path, shipped);
}

}  // namespace sinter
