// Whatever stands where a kept plan names the folders that decided it, reading ends in a plan exactly if each of them
// is as it says, or in nothing. What no mutation gets right is put on here for those of whose bytes the first is odd:
// the listing and the times of the folder as they are. The seal and the fingerprint are, too.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/bytes.h"
#include "base/path.h"
#include "base/ranges.h"
#include "config/inventory.h"
#include "graph/plan.h"
#include "os/files.h"

namespace sinter {
namespace {

const Digest configuration = sha256("fuzz");

/// Where nobody else makes or removes anything; the system's own cleaning removes it.
std::string scratch_project() {
  const char* base = std::getenv("TMPDIR");
  std::string folder = std::string(base != nullptr ? base : ".") + "/sinter-plan-fuzz-XXXXXX";
  SINTER_ASSERT(::mkdtemp(folder.data()) != nullptr);
  SINTER_ASSERT(make_folders(folder + "/docs/dist").has_value() && make_folders(folder + "/src").has_value());
  SINTER_ASSERT(write_file(folder + "/src/a.cc", "").has_value());
  return folder;
}

/// A folder as the plan's file has it.
struct Written {
  ListedFolder folder;
  bool was_believed = false;
  std::uint64_t inode = 0;
  std::uint64_t changed_ns = 0;
};

FileStat now(const Written& written) { return stat_file(written.folder.path).value_or(FileStat{}); }
Digest listing_now(const Written& written) { return Inventory(".", 0).listing_digest(written.folder); }

Written read(ByteReader& in) {
  static const std::string project = scratch_project();
  Written written;
  std::string path(in.text());
  written.folder.path = project + "/" + (is_absolute(path) || leaves_base(normalize_path(path)) ? "src" : path);
  written.folder.listing = in.digest();
  written.folder.is_whole = in.u8() != 0;
  std::uint8_t times = in.u8();
  written.was_believed = times != 0;
  written.inode = in.u64();
  written.changed_ns = in.u64();
  if (times % 2 == 1) {
    written.inode = now(written).inode;
    written.changed_ns = static_cast<std::uint64_t>(now(written).changed_ns);
  }
  if (written.folder.listing.bytes[0] % 2 == 1) written.folder.listing = listing_now(written);
  return written;
}

void write(ByteWriter& out, const Written& written) {
  out.text(written.folder.path);
  out.digest(written.folder.listing);
  out.u8(written.folder.is_whole ? 1 : 0);
  out.u8(written.was_believed ? 1 : 0);
  out.u64(written.inode);
  out.u64(written.changed_ns);
}

bool stands(const Written& written) {
  bool has_its_time =
      written.inode == now(written).inode && written.changed_ns == static_cast<std::uint64_t>(now(written).changed_ns);
  return written.folder.listing == Digest{} || (written.was_believed && has_its_time) ||
         written.folder.listing == listing_now(written);
}

/// A plan of nothing, without its head.
std::string rest_of_plan() {
  std::string bytes = encode_plan(Plan{}, {configuration, {}}, INT64_MAX);
  return std::string(unseal(plan_magic, bytes)->substr(2 * sizeof(Digest) + 2 * sizeof(std::uint32_t)));
}

}  // namespace
}  // namespace sinter

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  static const std::string rest = rest_of_plan();
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ByteWriter raw;
  raw.digest(configuration);
  raw.raw(bytes);
  SINTER_ASSERT(!decode_plan(seal(plan_magic, raw.take()), configuration, {}));

  ByteReader in(bytes);
  std::vector<Written> list;
  for (std::uint32_t count = in.count(54); count > 0; --count) list.push_back(read(in));
  if (!in.ok()) return 0;
  PlanSources sources{.configuration = configuration, .folders = {}};
  ByteWriter out;
  out.digest(configuration);
  out.u32(static_cast<std::uint32_t>(list.size()));
  for (const Written& written : list) {
    write(out, written);
    sources.folders.push_back(written.folder);
  }
  out.u32(0);  // no variables
  out.digest(plan_fingerprint(sources));
  out.raw(rest);
  std::optional<KeptPlan> kept = decode_plan(seal(plan_magic, out.take()), configuration, {});
  SINTER_ASSERT(kept.has_value() == ranges::all_of(list, stands));
  if (kept) {
    SINTER_ASSERT(kept->sources.folders.size() == list.size());
    SINTER_ASSERT(decode_plan(encode_plan(kept->plan, kept->sources, INT64_MAX), configuration, {}));
  }
  return 0;
}
