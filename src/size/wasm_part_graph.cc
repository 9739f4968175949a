// The needs of a wasm module, found by walking through its code once.
#include <algorithm>
#include <map>
#include <utility>

#include "base/ranges.h"
#include "size/part_graph.h"
#include "wasm/instructions.h"

namespace sinter {
namespace {

using wasm::ExternalKind;
using wasm::Named;

constexpr std::uint32_t opcode_call_indirect = 0x11;
constexpr std::uint32_t opcode_return_call_indirect = 0x13;
constexpr std::uint32_t opcode_table_set = 0x26;

/// Where an active data segment lies in memory.
struct Placed {
  std::uint64_t begin;
  std::uint64_t end;
  Node node;
};

class WasmGraph {
 public:
  WasmGraph(const wasm::Module& module, const FileParts& file, std::string_view bytes)
      : module_(module), file_(file), bytes_(bytes), node_count_(static_cast<Node>(file.parts.size() + 1)) {}

  std::expected<PartGraph, wasm::Fault> run() && {
    find_nodes();
    find_signatures();
    find_placed_data();
    fill_tables();
    for (const wasm::Export& entry : module_.exports) add_export(entry);
    if (module_.start_function) need(file_node, functions_[*module_.start_function]);
    for (std::uint32_t function : module_.value_functions) need(file_node, functions_[function]);
    if (std::optional<wasm::Fault> fault = read_code()) return std::unexpected(*fault);
    read_data();
    add_data_nobody_names();

    PartGraph result{.graph = Digraph(node_count_, edges_),
                     .weights = std::vector<std::uint64_t>(node_count_),
                     .part_count = static_cast<std::uint32_t>(file_.parts.size()),
                     .group_names = std::move(group_names_)};
    for (std::size_t i = 0; i < file_.parts.size(); ++i) result.weights[part_node(i)] = file_.parts[i].size_bytes;
    return std::move(result);
  }

 private:
  void need(Node from, Node to) {
    if (to != no_node) into_->push_back({from, to});
  }

  /// The node of each function, segment, import and export; what is left over is the
  /// format's, which the file needs.
  void find_nodes() {
    functions_.assign(module_.functions.size(), no_node);
    data_.assign(module_.data_segments.size(), no_node);
    elements_.assign(module_.element_segments.size(), no_node);
    exports_.assign(module_.exports.size(), no_node);
    for (std::size_t i = 0; i < file_.parts.size(); ++i) {
      const Part& part = file_.parts[i];
      Node node = part_node(i);
      switch (part.kind) {
        case PartKind::function: functions_[part.index] = node; break;
        case PartKind::data: data_[part.index] = node; break;
        case PartKind::element: elements_[part.index] = node; break;
        case PartKind::export_entry: exports_[part.index] = node; break;
        case PartKind::import_entry: add_import(module_.imports[part.index], node); break;
        default: need(file_node, node);
      }
    }
  }

  void add_import(const wasm::Import& import, Node node) {
    if (import.kind == ExternalKind::function) functions_[import.index] = node;
    else need(file_node, node);
  }

  /// Types that read the same are the same: each gets the number of the first such one.
  void find_signatures() {
    auto code = [](wasm::FunctionType type) {
      std::vector<std::uint64_t> letters;
      for (std::span<const wasm::ValueType> list : {type.parameters, type.results}) {
        letters.push_back(UINT64_MAX);
        for (wasm::ValueType value : list) {
          letters.push_back(std::uint64_t{value.heap} << 16 | std::uint64_t{value.heap_is_abstract} << 8 | value.code);
        }
      }
      return letters;
    };
    std::map<std::vector<std::uint64_t>, std::uint32_t> first;
    for (std::uint32_t i = 0; i < module_.types.size(); ++i) {
      const wasm::Type& type = module_.types[i];
      if (type.form != wasm::TypeForm::function) has_subtypes_ = true;
      signatures_.push_back(first.emplace(code(module_.signature_of(type)), i).first->second);
    }
    first_table_nodes_.assign(signatures_.size(), no_node);
  }

  void find_placed_data() {
    for (std::size_t i = 0; i < module_.data_segments.size(); ++i) {
      const wasm::DataSegment& segment = module_.data_segments[i];
      if (!segment.address) continue;
      placed_.push_back({*segment.address, *segment.address + segment.bytes.size_bytes, data_[i]});
      placed_end_ = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(placed_.back().end, placed_end_, UINT32_MAX));
    }
    ranges::sort(placed_, {}, &Placed::begin);
    find_blocks();
    is_named_.assign(file_.parts.size() + 1, false);
  }

  /// The node that needs every function of `table` whose type reads like `type`.
  Node signature_node(std::uint32_t table, std::uint32_t type) {
    if (has_subtypes_) return table_node(table);
    Node& first = first_table_nodes_[signatures_[type]];  // nearly always it is the only table
    if (table == 0 && first != no_node) return first;
    if (table == 0) first = node_count_;
    auto [entry, is_new] = signature_nodes_.emplace(std::pair{table, signatures_[type]}, node_count_);
    if (is_new) {
      group_names_.push_back("functions " + text_of(module_.signature_of(module_.types[type])) + " of table " +
                             std::to_string(table));
      ++node_count_;
    }
    return entry->second;
  }

  Node table_node(std::uint32_t table) {
    auto [entry, is_new] = table_nodes_.emplace(table, node_count_);
    if (is_new) {
      group_names_.push_back("table " + std::to_string(table));
      ++node_count_;
    }
    return entry->second;
  }

  void fill_tables() {
    for (std::size_t i = 0; i < elements_.size(); ++i) {
      const wasm::ElementSegment& segment = module_.element_segments[i];
      auto functions = std::span(module_.element_functions).subspan(segment.first_function, segment.function_count);
      // One that only declares says what `ref.func` may name; what it names is needed where that stands.
      if (segment.mode == wasm::SegmentMode::declared) need(file_node, elements_[i]);
      if (segment.mode == wasm::SegmentMode::passive) {
        for (std::uint32_t function : functions) need(elements_[i], functions_[function]);
      }
      if (segment.mode != wasm::SegmentMode::active) continue;
      need(table_node(segment.table), elements_[i]);
      for (std::uint32_t function : functions) {
        need(signature_node(segment.table, module_.functions[function]), functions_[function]);
        need(table_node(segment.table), functions_[function]);
        need(signature_node(segment.table, module_.functions[function]), elements_[i]);
      }
    }
    for (const wasm::Import& import : module_.imports) {
      if (import.kind == ExternalKind::table) need(file_node, table_node(import.index));
    }
  }

  void add_export(const wasm::Export& entry) {
    Node node = exports_[static_cast<std::size_t>(&entry - module_.exports.data())];
    need(file_node, node);
    if (entry.kind == ExternalKind::function) need(node, functions_[entry.index]);
    if (entry.kind == ExternalKind::table) need(node, table_node(entry.index));
  }

  /// Of the needs of one function, which are those from `begin` on.
  static void keep_one_of_each(std::vector<Edge>& edges, std::size_t begin) {
    auto of_function = edges.begin() + static_cast<std::ptrdiff_t>(begin);
    std::sort(of_function, edges.end(), [](Edge left, Edge right) { return left.to < right.to; });
    auto same = [](Edge left, Edge right) { return left.to == right.to; };
    edges.erase(std::unique(of_function, edges.end(), same), edges.end());
  }

  std::optional<wasm::Fault> read_code() {
    wasm::Interest interest{.is_in_calls = true};
    if (!placed_.empty()) {
      interest.number_min = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(placed_.front().begin, 1, UINT32_MAX));
      interest.number_max = placed_end_;
    }
    wasm::CodeWalk walk(bytes_, code_bounds(module_), interest, module_.bodies);
    std::vector<Edge> of_second_half;
    std::size_t first = edges_.size();
    std::size_t second = 0;
    for (wasm::CodeWalk::Event event; walk.next(event);) {
      into_ = event.is_in_second_half ? &of_second_half : &edges_;
      if (!event.is_end) {
        add_need(functions_[module_.imported_function_count() + event.body], event.instruction);
        continue;
      }
      std::size_t& begin = event.is_in_second_half ? second : first;
      keep_one_of_each(*into_, begin);
      begin = into_->size();
    }
    into_ = &edges_;
    if (walk.fault()) return walk.fault();
    edges_.insert(edges_.end(), of_second_half.begin(), of_second_half.end());
    return std::nullopt;
  }

  void add_need(Node node, const wasm::Instruction& instruction) {
    switch (instruction.named) {
      case Named::function: need(node, functions_[instruction.index]); break;
      case Named::table: need_table(node, instruction.opcode, instruction.index); break;
      case Named::data_segment: need_data(node, data_[instruction.index]); break;
      case Named::element_segment: need(node, elements_[instruction.index]); break;
      default: break;
    }
    bool is_indirect = instruction.opcode == opcode_call_indirect || instruction.opcode == opcode_return_call_indirect;
    switch (instruction.also_named) {
      case Named::table:
        if (is_indirect) need(node, signature_node(instruction.also_index, instruction.index));
        else need_table(node, instruction.opcode, instruction.also_index);
        break;
      case Named::data_segment: need_data(node, data_[instruction.also_index]); break;
      case Named::element_segment: need(node, elements_[instruction.also_index]); break;
      default: break;
    }
    if (instruction.value != 0) need_data(node, data_at(static_cast<std::uint32_t>(instruction.value)));
  }

  void need_table(Node node, std::uint32_t opcode, std::uint32_t table) {
    if (opcode != opcode_table_set) need(node, table_node(table));
  }

  void need_data(Node node, Node data) {
    if (data == no_node) return;
    is_named_[data] = true;
    need(node, data);
  }

  /// Where to begin to look: memory is cut into blocks, a few for each segment. There may be
  /// a hundred thousand segments, and each word of them asks for one.
  void find_blocks() {
    constexpr std::uint64_t blocks_max = 1 << 18;
    if (placed_.empty()) return;
    std::uint64_t first = placed_.front().begin;
    std::uint64_t size_bytes = placed_.back().begin - first + 1;
    while (size_bytes >> block_shift_ > std::min<std::uint64_t>(placed_.size() * 4, blocks_max)) ++block_shift_;
    std::uint32_t at = 0;
    for (std::uint64_t block = 0; block <= size_bytes >> block_shift_; ++block) {
      while (at + 1 < placed_.size() && placed_[at + 1].begin <= first + (block << block_shift_)) ++at;
      blocks_.push_back(at);
    }
  }

  /// A number that is the address of a data segment's byte, or of the first one after it.
  Node data_at(std::uint64_t address) const {
    if (placed_.empty() || address < placed_.front().begin || address > placed_end_) return no_node;
    std::uint64_t block = (address - placed_.front().begin) >> block_shift_;
    std::uint32_t last = static_cast<std::uint32_t>(placed_.size() - 1);
    std::uint32_t begin = block < blocks_.size() ? blocks_[block] : last;
    std::uint32_t end = block + 1 < blocks_.size() ? blocks_[block + 1] : last;
    while (begin != end) {  // the last that does not begin behind it
      std::uint32_t middle = end - (end - begin) / 2;
      if (placed_[middle].begin <= address) begin = middle;
      else end = middle - 1;
    }
    return address <= placed_[begin].end ? placed_[begin].node : no_node;
  }

  /// What looks like a pointer from one segment into another one. One that code does not
  /// name is needed by the file all the same.
  void read_data() {
    constexpr std::uint64_t pointer_bytes = 4;
    if (placed_.size() < 2) return;
    std::vector<Node> last_source(node_count_, no_node);  // from which there is an edge to this node
    for (std::size_t i = 0; i < data_.size(); ++i) {
      const wasm::DataSegment& segment = module_.data_segments[i];
      if (!segment.address || data_[i] == no_node) continue;
      std::string_view content = bytes_.substr(segment.bytes.offset, segment.bytes.size_bytes);
      std::uint64_t at = (0 - *segment.address) % pointer_bytes;
      for (; at + pointer_bytes <= content.size(); at += pointer_bytes) {
        std::uint32_t word = 0;
        for (std::uint64_t k = pointer_bytes; k-- > 0;) word = word << 8 | static_cast<unsigned char>(content[at + k]);
        Node target = word == 0 ? no_node : data_at(word);
        if (target == no_node || target == data_[i] || std::exchange(last_source[target], data_[i]) == data_[i])
          continue;
        need(data_[i], target);
      }
    }
  }

  void add_data_nobody_names() {
    for (Node node : data_) {
      if (node != no_node && !is_named_[node]) need(file_node, node);
    }
  }

  const wasm::Module& module_;
  const FileParts& file_;
  std::string_view bytes_;
  Node node_count_;
  std::vector<Edge> edges_;
  std::vector<Edge>* into_ = &edges_;  // where needs are put
  std::vector<Node> functions_;
  std::vector<Node> data_;
  std::vector<Node> elements_;
  std::vector<Node> exports_;
  std::vector<std::uint32_t> signatures_;  // of each type: the first type that reads the same
  bool has_subtypes_ = false;              // a call may reach functions of another type
  std::vector<Placed> placed_;
  std::vector<std::uint32_t> blocks_;  // of each block of memory, the last of placed_ that begins before it or at it
  unsigned block_shift_ = 0;
  std::uint32_t placed_end_ = 0;  // no data lies behind it
  std::vector<bool> is_named_;    // by node: some instruction needs this data segment
  std::map<std::pair<std::uint32_t, std::uint32_t>, Node> signature_nodes_;
  std::vector<Node> first_table_nodes_;  // the same of table 0, by type
  std::map<std::uint32_t, Node> table_nodes_;
  std::vector<std::string> group_names_;
};

}  // namespace

std::expected<PartGraph, wasm::Fault> wasm_part_graph(const wasm::Module& module, const FileParts& file,
                                                      std::string_view bytes) {
  return WasmGraph(module, file, bytes).run();
}

}  // namespace sinter
