#include "graph/plan.h"

#include "base/bytes.h"
#include "base/path.h"
#include "base/ranges.h"
#include "config/inventory.h"
#include "os/files.h"

namespace sinter {
namespace {

constexpr std::uint32_t none = UINT32_MAX;
/// Longer than the tick in which file systems count: two changes within one look like one.
constexpr std::int64_t tick_ns_max = 20'000'000;

void write_texts(ByteWriter& out, std::span<const std::string_view> texts) {
  out.u32(static_cast<std::uint32_t>(texts.size()));
  for (std::string_view text : texts) out.text(text);
}

std::span<const std::string_view> read_texts(ByteReader& in, Arena& memory) {
  std::span<std::string_view> texts = memory.list<std::string_view>(in.count(4));
  for (std::string_view& text : texts) text = in.text();
  return texts;
}

template <class Id>
std::span<const Id> read_ids(ByteReader& in, std::size_t count_max) {
  std::span<const Id> ids = in.list<Id>();
  for (Id id : ids) {
    if (id.index >= count_max) in.reject();
  }
  return ids;
}

/// Not when it was modified: archives and synchronising programs set that back.
struct FolderTime {
  std::uint64_t inode = 0;
  std::uint64_t changed_ns = 0;  // 0: of one that is not there
  bool operator==(const FolderTime&) const = default;
};

FolderTime folder_time(const std::string& path) {
  FileStat stat = stat_file(path).value_or(FileStat{});
  return {stat.inode, static_cast<std::uint64_t>(stat.changed_ns)};
}

/// A change in the tick in which the folder was listed, or after that, may not be in the listing.
bool is_believed(const FolderTime& time, std::int64_t started_ns) {
  return static_cast<std::int64_t>(time.changed_ns) <= started_ns - tick_ns_max;
}

void write_folders(ByteWriter& out, const std::vector<ListedFolder>& folders, std::int64_t started_ns) {
  out.u32(static_cast<std::uint32_t>(folders.size()));
  for (const ListedFolder& folder : folders) {
    FolderTime time = folder_time(folder.path);
    out.text(folder.path);
    out.digest(folder.listing);
    out.u8(folder.is_whole ? 1 : 0);
    out.u8(is_believed(time, started_ns) ? 1 : 0);
    out.u64(time.inode);
    out.u64(time.changed_ns);
  }
}

/// Returns the indexes of those that have to be listed to know whether they are the same.
std::vector<std::size_t> read_folders(ByteReader& in, std::vector<ListedFolder>& folders) {
  std::vector<std::size_t> changed;
  folders.resize(in.count(54));
  for (std::size_t i = 0; i < folders.size(); ++i) {
    ListedFolder& folder = folders[i];
    folder.path = in.text();
    folder.listing = in.digest();
    folder.is_whole = in.u8() != 0;
    bool was_believed = in.u8() != 0;
    FolderTime time{.inode = in.u64(), .changed_ns = in.u64()};
    if (!in.ok() || folder.listing == Digest{} || (was_believed && time == folder_time(folder.path))) continue;
    changed.push_back(i);
  }
  return changed;
}

/// Gives those folders the listing that they have now. What steps make is left out as it was when the
/// plan was made; what else Sinter makes lies where only a pattern meets it that names the place.
void list_again(const Graph& graph, std::vector<ListedFolder>& folders, const std::vector<std::size_t>& changed) {
  Inventory inventory(".", 0);
  for (const File& file : graph.files) {
    if (file.producer && !relative_to(file.path, "dist") && !relative_to(file.path, ".sinter"))
      inventory.add_made(std::string(file.path), std::string());
  }
  for (const Action& action : graph.actions) {
    for (std::string_view scratch : action.scratch) inventory.add_scratch(std::string(scratch), std::string());
  }
  for (std::size_t index : changed) folders[index].listing = inventory.listing_digest(folders[index]);
}

void write_action(ByteWriter& out, const Action& action) {
  out.text(action.name);
  out.text(action.verb);
  out.text(action.goal);
  out.text(action.place.path);
  out.u32(action.place.line);
  out.u32(action.place.column);
  write_texts(out, action.argv);
  out.text(action.folder);
  write_texts(out, action.environment);
  write_texts(out, action.secrets);
  out.list(action.inputs);
  out.list(action.outputs);
  out.list(action.after);
  out.list(action.needs);
  out.list(action.tools);
  write_texts(out, action.scratch);
  out.text(action.depfile);
  out.text(action.pool);
  out.u64(action.timeout_ns.value_or(UINT64_MAX));
  out.u32(action.retries);
  out.u64(action.backoff_ns);
  out.u8(static_cast<std::uint8_t>((action.cache ? 1 : 0) | (action.is_test ? 2 : 0) |
                                   (action.replaces_outputs ? 4 : 0) | (action.is_interactive ? 8 : 0) |
                                   (action.names_path ? 16 : 0)));
  out.digest(action.command);
}

/// `graph` has its files and tools already, and the actions before this one.
Action read_action(ByteReader& in, Graph& graph) {
  Action action;
  action.name = in.text();
  action.verb = in.text();
  action.goal = in.text();
  action.place.path = in.text();
  action.place.line = in.u32();
  action.place.column = in.u32();
  action.argv = read_texts(in, graph.memory);
  action.folder = in.text();
  action.environment = read_texts(in, graph.memory);
  action.secrets = read_texts(in, graph.memory);
  action.inputs = read_ids<FileId>(in, graph.files.size());
  action.outputs = read_ids<FileId>(in, graph.files.size());
  action.after = read_ids<ActionId>(in, graph.actions.size());
  action.needs = read_ids<ActionId>(in, graph.actions.size());
  action.tools = read_ids<ToolId>(in, graph.tools.size());
  action.scratch = read_texts(in, graph.memory);
  action.depfile = in.text();
  action.pool = in.text();
  std::uint64_t timeout_ns = in.u64();
  if (timeout_ns != UINT64_MAX) action.timeout_ns = timeout_ns;
  action.retries = in.u32();
  action.backoff_ns = in.u64();
  std::uint8_t bits = in.u8();
  action.cache = (bits & 1) != 0;
  action.is_test = (bits & 2) != 0;
  action.replaces_outputs = (bits & 4) != 0;
  action.is_interactive = (bits & 8) != 0;
  action.names_path = (bits & 16) != 0;
  action.command = in.digest();
  if (action.argv.empty()) in.reject();
  return action;
}

void write_graph(ByteWriter& out, const Graph& graph) {
  out.u32(static_cast<std::uint32_t>(graph.files.size()));
  for (const File& file : graph.files) {
    out.text(file.path);
    out.u32(file.producer ? file.producer->index : none);
  }
  out.u32(static_cast<std::uint32_t>(graph.tools.size()));
  for (const Tool& tool : graph.tools) {
    out.text(tool.name);
    out.text(tool.path);
  }
  out.u32(static_cast<std::uint32_t>(graph.actions.size()));
  for (const Action& action : graph.actions) write_action(out, action);
  out.u32(static_cast<std::uint32_t>(graph.pools.size()));
  for (const Pool& pool : graph.pools) {
    out.text(pool.name);
    out.u32(pool.size);
  }
  out.u32(static_cast<std::uint32_t>(graph.goals.size()));
  for (const Goal& goal : graph.goals) {
    out.text(goal.name);
    out.text(goal.kind);
    out.list(goal.actions);
    out.text(goal.left_out_by);
  }
}

/// Into a graph whose memory has the bytes that `in` reads.
void read_graph(ByteReader& in, Graph& graph) {
  graph.files.resize(in.count(8));
  for (File& file : graph.files) {
    file.path = in.text();
    std::uint32_t producer = in.u32();
    if (producer != none) file.producer = ActionId{producer};
  }
  graph.tools.resize(in.count(8));
  for (Tool& tool : graph.tools) {
    tool.name = in.text();
    tool.path = in.text();
  }
  std::uint32_t action_count = in.count(112);
  graph.actions.reserve(action_count);
  for (std::uint32_t i = 0; i < action_count && in.ok(); ++i) graph.actions.push_back(read_action(in, graph));
  for (const File& file : graph.files) {
    if (file.producer && file.producer->index >= action_count) in.reject();
  }
  graph.pools.resize(in.count(8));
  for (Pool& pool : graph.pools) {
    pool.name = in.text();
    pool.size = in.u32();
  }
  graph.goals.resize(in.count(16));
  for (Goal& goal : graph.goals) {
    goal.name = in.text();
    goal.kind = in.text();
    goal.actions = read_ids<ActionId>(in, action_count);
    goal.left_out_by = in.text();
  }
  if (!ranges::is_sorted(graph.goals, {}, &Goal::name)) in.reject();  // goals are found by halving
}

}  // namespace

PlanVariable plan_variable(const std::string& name, const Environment& environment) {
  auto value = environment.find(name);
  return {name, value == environment.end() ? Digest{} : sha256(value->second)};
}

Digest plan_fingerprint(const PlanSources& sources) {
  Hasher hasher;
  hasher.field(sources.configuration);
  for (const ListedFolder& folder : sources.folders) {
    hasher.field(folder.path).field(folder.listing).field(std::uint64_t{folder.is_whole});
    if (folder.listing != Digest{}) continue;
    FolderTime time = folder_time(folder.path);
    hasher.field(time.inode).field(time.changed_ns);
  }
  for (const PlanVariable& variable : sources.variables) hasher.field(variable.name).field(variable.value);
  return hasher.finish();
}

bool is_settled(const PlanSources& sources, std::int64_t started_ns) {
  return ranges::all_of(sources.folders, [&](const ListedFolder& folder) {
    return folder.listing != Digest{} || is_believed(folder_time(folder.path), started_ns);
  });
}

std::string encode_plan(const Plan& plan, const PlanSources& sources, std::int64_t started_ns) {
  ByteWriter out;
  out.digest(sources.configuration);
  write_folders(out, sources.folders, started_ns);
  out.u32(static_cast<std::uint32_t>(sources.variables.size()));
  for (const PlanVariable& variable : sources.variables) out.text(variable.name);
  out.digest(plan_fingerprint(sources));
  out.text(plan.project);
  out.text(plan.version);
  out.text(plan.profile);
  out.text(plan.cache_folder);
  out.u64(plan.cache_size_bytes);
  out.u8(plan.needs_sdk ? 1 : 0);
  out.u32(static_cast<std::uint32_t>(plan.wasm.size()));
  for (const ShippedWasm& wasm : plan.wasm) {
    for (std::string_view text : {wasm.module, wasm.variant, wasm.path, wasm.linked_path, wasm.sizes_path})
      out.text(text);
  }
  out.u32(static_cast<std::uint32_t>(plan.programs.size()));
  for (const ShippedProgram& program : plan.programs) {
    for (std::string_view text : {program.binary, program.target, program.path}) out.text(text);
    out.u8(program.is_untried ? 1 : 0);
  }
  out.u32(static_cast<std::uint32_t>(plan.packages.size()));
  for (const ShippedPackage& package : plan.packages) {
    out.text(package.name);
    out.text(package.folder);
  }
  write_graph(out, plan.graph);
  return seal(plan_magic, out.take());
}

std::optional<KeptPlan> decode_plan(std::string bytes, const Digest& configuration, const Environment& environment) {
  Plan plan;
  std::optional<std::string_view> payload = unseal(plan_magic, plan.graph.memory.adopt(std::move(bytes)));
  if (!payload) return std::nullopt;
  ByteReader in(*payload);
  PlanSources sources{.configuration = in.digest(), .folders = {}, .variables = {}};
  if (sources.configuration != configuration) return std::nullopt;
  std::vector<std::size_t> changed = read_folders(in, sources.folders);
  for (std::uint32_t count = in.count(4); count > 0; --count) {
    sources.variables.push_back(plan_variable(std::string(in.text()), environment));
  }
  if (!in.ok()) return std::nullopt;
  plan.fingerprint = in.digest();
  if (plan.fingerprint != plan_fingerprint(sources)) return std::nullopt;
  plan.project = in.text();
  plan.version = in.text();
  plan.profile = in.text();
  plan.cache_folder = in.text();
  plan.cache_size_bytes = in.u64();
  plan.needs_sdk = in.u8() != 0;
  plan.wasm.resize(in.count(20));
  for (ShippedWasm& wasm : plan.wasm) {
    for (std::string* text : {&wasm.module, &wasm.variant, &wasm.path, &wasm.linked_path, &wasm.sizes_path}) {
      *text = in.text();
    }
  }
  plan.programs.resize(in.count(13));
  for (ShippedProgram& program : plan.programs) {
    for (std::string* text : {&program.binary, &program.target, &program.path}) *text = in.text();
    program.is_untried = in.u8() != 0;
  }
  plan.packages.resize(in.count(8));
  for (ShippedPackage& package : plan.packages) {
    package.name = in.text();
    package.folder = in.text();
  }
  read_graph(in, plan.graph);
  if (!in.finished()) return std::nullopt;
  if (!changed.empty()) list_again(plan.graph, sources.folders, changed);
  if (!changed.empty() && plan.fingerprint != plan_fingerprint(sources)) return std::nullopt;
  for (const ListedFolder& folder : sources.folders) plan.listed_folders.push_back(folder.path);
  return KeptPlan{std::move(plan), std::move(sources), !changed.empty()};
}

}  // namespace sinter
