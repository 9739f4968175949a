// Both kinds of patches, which edit.h describes.
#include <algorithm>
#include <vector>

#include "children.h"
#include "edit.h"
#include "pointer.h"
#include "spelling.h"
#include "splice.h"
#include "token.h"
#include "validate.h"
#include "write.h"

namespace sinter::json {
namespace {

using Edited = Fallible<std::string, JsonFault>;

std::string_view part(std::string_view text, Span span) { return text.substr(span.begin, span.end - span.begin); }

// Merge patch

/// Writes what becomes of a value.
class Merger {
 public:
  explicit Merger(std::string_view patch) : patch_(patch) {}

  /// `target` is empty where there is nothing yet; `change` is in the patch. At most as deep as the patch.
  void merge(std::string& out, std::string_view target, Span change) const {
    if (patch_[change.begin] != '{') {
      out += part(patch_, change);
      return;
    }
    std::vector<Member> members = members_of(change);
    out += '{';
    std::size_t begin = out.size();
    if (!target.empty() && target[0] == '{') merge_members(out, target, members, begin);
    for (const Member& member : members) {
      if (member.is_done || is_null(member)) continue;
      if (out.size() > begin) out += ',';
      out.append(part(patch_, member.child.name)).append(1, ':');
      merge(out, {}, member.child.value);
    }
    out += '}';
  }

 private:
  struct Member {
    std::string name;
    Child child;
    bool is_done = false;
  };

  template <class Condition>
  static std::vector<Member>::iterator member_that(std::vector<Member>& members, Condition condition) {
    return std::find_if(members.begin(), members.end(), condition);
  }

  bool is_null(const Member& member) const { return patch_[member.child.value.begin] == 'n'; }

  /// Of those with the same name the last one, in the place of the first.
  std::vector<Member> members_of(Span object) const {
    std::vector<Member> members;
    Children children(bytes_of(patch_), object.begin);
    while (std::optional<Child> child = children.next()) {
      std::string name = decode_string(bytes_of(patch_), child->name.begin, child->name.end);
      auto same = member_that(members, [&](const Member& each) { return each.name == name; });
      if (same != members.end()) same->child = *child;
      else members.push_back({std::move(name), *child});
    }
    return members;
  }

  void merge_members(std::string& out, std::string_view target, std::vector<Member>& members, std::size_t begin) const {
    Bytes bytes = bytes_of(target);
    Children children(bytes, 0);
    while (std::optional<Child> child = children.next()) {
      auto member = member_that(
          members, [&](const Member& each) { return spells(bytes, child->name.begin, child->name.end, each.name); });
      bool is_changed = member != members.end();
      if (is_changed) member->is_done = true;
      if (is_changed && is_null(*member)) continue;
      if (out.size() > begin) out += ',';
      out.append(part(target, child->name)).append(1, ':');
      if (is_changed) merge(out, part(target, child->value), member->child.value);
      else out += part(target, child->value);
    }
  }

  std::string_view patch_;
};

// Patch

struct Operation {
  std::string name;
  std::optional<std::vector<std::string>> path, from;
  std::optional<std::string_view> value;
};

/// Reads the operation at `at`; nothing if it is none.
std::optional<Operation> read_operation(std::string_view patch, std::uint32_t at) {
  Bytes bytes = bytes_of(patch);
  if (patch[at] != '{') return std::nullopt;
  Operation operation;
  auto has = [&](const Child& child, std::string_view name) {
    return spells(bytes, child.name.begin, child.name.end, name);
  };
  Children children(bytes, at);
  while (std::optional<Child> child = children.next()) {
    if (has(*child, "value")) operation.value = part(patch, child->value);
    bool is_path = has(*child, "path"), is_from = has(*child, "from");
    if (!is_path && !is_from && !has(*child, "op")) continue;
    if (patch[child->value.begin] != '"') return std::nullopt;
    std::string text = decode_string(bytes, child->value.begin, child->value.end);
    if (is_path || is_from) {
      auto tokens = parse_pointer(text);
      if (!tokens) return std::nullopt;
      (is_path ? operation.path : operation.from) = std::move(*tokens);
    } else {
      operation.name = std::move(text);
    }
  }
  bool needs_value = operation.name == "add" || operation.name == "replace" || operation.name == "test";
  bool needs_from = operation.name == "move" || operation.name == "copy";
  bool is_right = operation.path && (operation.value || !needs_value) && (operation.from || !needs_from) &&
                  (needs_value || needs_from || operation.name == "remove");
  if (!is_right) return std::nullopt;
  return operation;
}

bool are_equal(std::string_view left, std::string_view right) {
  Edited left_form = canonical(left), right_form = canonical(right);
  return left_form && right_form && *left_form == *right_form;
}

/// Codes only: the offset is that of the operation.
Edited move_or_copy(std::string_view text, const Operation& operation) {
  std::optional<Span> span = find_value(text, view_of(*operation.from));
  if (!span) return std::unexpected(Fault{JsonFault::not_found});
  std::string value(part(text, *span));
  if (operation.name == "copy") return splice_insert(text, view_of(*operation.path), value);
  if (*operation.from == *operation.path) return std::string(text);
  // Nothing can be moved into itself.
  const std::vector<std::string>&from = *operation.from, &path = *operation.path;
  if (path.size() > from.size() && std::equal(from.begin(), from.end(), path.begin())) {
    return std::unexpected(Fault{JsonFault::bad_patch});
  }
  if (from.empty()) return std::unexpected(Fault{JsonFault::not_found});
  Edited removed = splice_remove(text, view_of(from));
  if (!removed) return removed;
  return splice_insert(*removed, view_of(path), value);
}

Edited carry_out(std::string_view text, const Operation& operation) {
  if (operation.from && (operation.name == "move" || operation.name == "copy")) return move_or_copy(text, operation);
  if (operation.name == "remove") return splice_remove(text, view_of(*operation.path));
  if (operation.name == "add") return splice_insert(text, view_of(*operation.path), *operation.value);
  if (operation.name == "replace") return splice_replace(text, view_of(*operation.path), *operation.value);
  std::optional<Span> span = find_value(text, view_of(*operation.path));
  if (!span) return std::unexpected(Fault{JsonFault::not_found});
  if (!are_equal(part(text, *span), *operation.value)) return std::unexpected(Fault{JsonFault::test_failed});
  return std::string(text);
}

}  // namespace

Edited merge_patch(std::string_view text, std::string_view patch) {
  if (OptionalFault fault = fault_in(bytes_of(text), {}, true)) return std::unexpected(*fault);
  Limits limits = {.depth_max = patch_depth_max, .size_bytes_max = std::nullopt, .number_bytes_max = std::nullopt};
  if (OptionalFault fault = fault_in(bytes_of(patch), limits, true)) {
    return std::unexpected(Fault{JsonFault::bad_patch, fault->offset});
  }
  patch = trimmed(patch);
  std::string merged;
  Merger(patch).merge(merged, trimmed(text), {0, static_cast<std::uint32_t>(patch.size())});
  return merged;
}

Edited patch(std::string_view text, std::string_view patch) {
  if (OptionalFault fault = fault_in(bytes_of(text), {}, true)) return std::unexpected(*fault);
  if (OptionalFault fault = fault_in(bytes_of(patch), {}, true))
    return std::unexpected(Fault{JsonFault::bad_patch, fault->offset});
  auto begin = static_cast<std::uint32_t>(skip_whitespace(bytes_of(patch), 0));
  if (patch[begin] != '[') return std::unexpected(Fault{JsonFault::bad_patch, begin});
  std::string patched(text);
  Children children(bytes_of(patch), begin);
  while (std::optional<Child> child = children.next()) {
    std::optional<Operation> operation = read_operation(patch, child->value.begin);
    if (!operation) return std::unexpected(Fault{JsonFault::bad_patch, child->value.begin});
    Edited next = carry_out(patched, *operation);
    if (!next) return std::unexpected(Fault{next.error().code, child->value.begin});
    patched = std::move(*next);
  }
  return patched;
}

}  // namespace sinter::json
