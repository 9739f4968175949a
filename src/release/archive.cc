#include "release/archive.h"

#include <zlib.h>

#include <algorithm>
#include <chrono>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"

namespace sinter {
namespace {

Result<void> check_files(std::vector<ArchiveFile>& files) {
  ranges::sort(files, {}, &ArchiveFile::path);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string& path = files[i].path;
    bool is_plain = !path.empty() && path != "." && !is_absolute(path) && path == normalize_path(path) &&
                    !leaves_base(path) && !path.contains('\\') && !path.contains('\0');
    if (!is_plain) return fail(Code::usage, quote(path) + " cannot be a path in an archive", "rename that file");
    if (i != 0 && files[i - 1].path == path)
      return fail(Code::usage, quote(path) + " would be in the archive twice", "rename one of the two");
  }
  return {};
}

constexpr std::size_t block_bytes = 512;

/// Fields of text in octal with a zero at the end, as ustar has them.
void put_octal(std::string& header, std::size_t offset, std::size_t width, std::uint64_t value) {
  for (std::size_t i = width - 1; i-- > 0; value /= 8) header[offset + i] = static_cast<char>('0' + value % 8);
  header[offset + width - 1] = '\0';
}

/// A name of up to 100 bytes, and before it, without the `/`, a prefix of up to 155.
bool put_path(std::string& header, const std::string& path) {
  constexpr std::size_t name_max = 100, prefix_max = 155, prefix_offset = 345;
  if (path.size() <= name_max) {
    header.replace(0, path.size(), path);
    return true;
  }
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    std::size_t name_bytes = path.size() - slash - 1;
    if (slash > prefix_max || name_bytes > name_max) continue;
    header.replace(0, name_bytes, path, slash + 1);
    header.replace(prefix_offset, slash, path, 0, slash);
    return true;
  }
  return false;
}

std::uint64_t sum_of(std::string_view header) {
  std::uint64_t sum = 0;
  for (char c : header) sum += static_cast<unsigned char>(c);
  return sum;
}

Result<void> append_tar(std::string& tar, const ArchiveFile& file, std::uint64_t seconds) {
  constexpr std::uint64_t size_max = 077777777777, seconds_max = size_max;
  std::string header(block_bytes, '\0');
  if (file.bytes.size() > size_max || !put_path(header, file.path)) {
    return fail(Code::usage, quote(file.path) + " is too large, or its path too long, for a tar archive",
                "shorten the path to 100 bytes, or split the file");
  }
  put_octal(header, 100, 8, file.is_executable ? 0755 : 0644);
  put_octal(header, 108, 8, 0);
  put_octal(header, 116, 8, 0);
  put_octal(header, 124, 12, file.bytes.size());
  put_octal(header, 136, 12, std::min(seconds, seconds_max));
  header.replace(148, 8, "        ");
  header[156] = '0';
  header.replace(257, 8, std::string_view("ustar\00000", 8));
  put_octal(header, 148, 7, sum_of(header));
  tar += header + file.bytes;
  tar.resize((tar.size() + block_bytes - 1) / block_bytes * block_bytes, '\0');
  return {};
}

/// `window_bits` chooses what is around the compressed bytes: 31 gzip, -15 nothing.
std::string deflated(std::string_view bytes, int window_bits) {
  constexpr int memory_level = 9;
  z_stream stream = {};
  int begun = deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, memory_level, Z_DEFAULT_STRATEGY);
  SINTER_ASSERT(begun == Z_OK);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  // Both counts are of 32 bits: a larger file goes through in pieces.
  constexpr std::size_t piece = 1u << 30;
  std::size_t left_in = bytes.size(), left_out = out.size();
  int state = Z_OK;
  while (state == Z_OK) {
    stream.avail_in = static_cast<uInt>(std::min(left_in, piece));
    stream.avail_out = static_cast<uInt>(std::min(left_out, piece));
    uInt given_in = stream.avail_in, given_out = stream.avail_out;
    state = deflate(&stream, left_in <= piece ? Z_FINISH : Z_NO_FLUSH);
    left_in -= given_in - stream.avail_in;
    left_out -= given_out - stream.avail_out;
  }
  SINTER_ASSERT(state == Z_STREAM_END);
  out.resize(out.size() - left_out);
  deflateEnd(&stream);
  constexpr std::size_t system_offset = 9;
  constexpr char unknown_system = '\xFF';
  if (window_bits > 15) out[system_offset] = unknown_system;  // zlib writes where it runs
  return out;
}

void put(std::string& out, std::uint64_t value, unsigned width) {
  for (unsigned i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i));
}

/// Seconds since 1970 as MS-DOS has dates, which begin in 1980 and have even seconds: UTC.
std::uint32_t dos_time(std::uint64_t seconds) {
  constexpr std::uint64_t from_1980 = 315532800, to_2107 = 4354819199;
  seconds = std::clamp(seconds, from_1980, to_2107);
  std::chrono::sys_seconds at{std::chrono::seconds{seconds}};
  std::chrono::sys_days midnight = std::chrono::floor<std::chrono::days>(at);
  std::chrono::year_month_day date{midnight};
  std::chrono::hh_mm_ss time{at - midnight};
  auto year = static_cast<std::uint32_t>(static_cast<int>(date.year()) - 1980);
  std::uint32_t days = year << 9 | static_cast<unsigned>(date.month()) << 5 | static_cast<unsigned>(date.day());
  auto hours = static_cast<std::uint32_t>(time.hours().count());
  auto minutes = static_cast<std::uint32_t>(time.minutes().count());
  auto pairs = static_cast<std::uint32_t>(time.seconds().count() / 2);
  return days << 16 | hours << 11 | minutes << 5 | pairs;
}

}  // namespace

Result<std::string> make_tar(std::vector<ArchiveFile> files, std::uint64_t seconds) {
  SINTER_TRY(check_files(files));
  std::string tar;
  for (const ArchiveFile& file : files) SINTER_TRY(append_tar(tar, file, seconds));
  tar.append(2 * block_bytes, '\0');
  return tar;
}

std::string gzipped(std::string_view bytes) { return deflated(bytes, 15 + 16); }

Result<std::string> make_tar_gz(std::vector<ArchiveFile> files, std::uint64_t seconds) {
  return gzipped(SINTER_TRY(make_tar(std::move(files), seconds)));
}

Result<std::string> make_zip(std::vector<ArchiveFile> files, std::uint64_t seconds) {
  constexpr std::uint64_t size_max = UINT32_MAX, count_max = UINT16_MAX;
  constexpr std::uint32_t made_by_unix = 3 << 8 | 20, needs = 20, names_are_utf8 = 1 << 11, is_deflated = 8;
  SINTER_TRY(check_files(files));
  std::string zip, directory;
  for (const ArchiveFile& file : files) {
    std::string packed = deflated(file.bytes, -15);
    if (file.bytes.size() > size_max || zip.size() + packed.size() > size_max || files.size() > count_max)
      return fail(Code::usage, "the archive with " + quote(file.path) + " is too large for zip", "use a tar archive");
    std::string shared;
    put(shared, needs, 2);
    put(shared, names_are_utf8, 2);
    put(shared, is_deflated, 2);
    put(shared, dos_time(seconds), 4);
    put(shared, crc32_z(0, reinterpret_cast<const Bytef*>(file.bytes.data()), file.bytes.size()), 4);
    put(shared, packed.size(), 4);
    put(shared, file.bytes.size(), 4);
    put(shared, file.path.size(), 2);
    put(shared, 0, 2);
    directory += "PK\1\2";
    put(directory, made_by_unix, 2);
    directory += shared;
    put(directory, 0, 6);  // comment, disk, kind of text
    put(directory, (0100000u | (file.is_executable ? 0755u : 0644u)) << 16, 4);
    put(directory, zip.size(), 4);
    directory += file.path;
    zip += "PK\3\4" + shared + file.path + packed;
  }
  std::size_t begins = zip.size();
  zip += directory + "PK\5\6";
  put(zip, 0, 4);
  put(zip, files.size(), 2);
  put(zip, files.size(), 2);
  put(zip, directory.size(), 4);
  put(zip, begins, 4);
  put(zip, 0, 2);
  return zip;
}

}  // namespace sinter
