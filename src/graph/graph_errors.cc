#include "graph/graph_errors.h"

#include "base/path.h"
#include "base/text.h"
#include "graph/builder.h"

namespace sinter {
namespace {

/// "`site`, on line 12".
std::string with_line(const ActionRequest& request) {
  return quote(request.name) + (request.place.line == 0 ? "" : ", on line " + std::to_string(request.place.line));
}

/// The variable of `for` in which two combinations of one step differ: "target" of
/// `compile[target=a]` and `compile[target=b]`.
std::string differing_variable(const ActionRequest& first, const ActionRequest& second) {
  std::vector<std::string> ours = split(std::string_view(first.name).substr(first.goal.size() + 1), ',');
  std::vector<std::string> theirs = split(std::string_view(second.name).substr(second.goal.size() + 1), ',');
  std::size_t at = 0;
  while (at + 1 < ours.size() && at + 1 < theirs.size() && ours[at] == theirs[at]) ++at;
  return ours[at].substr(0, ours[at].find('='));
}

bool are_combinations(const ActionRequest& first, const ActionRequest& second) {
  auto is_combination = [](const ActionRequest& request) {
    return request.is_goal && request.name.starts_with(request.goal + "[");
  };
  return first.goal == second.goal && first.name != second.name && is_combination(first) && is_combination(second);
}

}  // namespace

Error outside_project(const ActionRequest& request, const std::string& path) {
  return {.code = Code::config_path_outside,
          .what = "the output " + quote(path) + " lies outside the project",
          .where = request.place,
          .why = {"a build writes only below the folder of sinter.toml"},
          .next = "choose a path inside the project, for example " + quote("dist/" + std::string(file_name(path)))};
}

Error reserved_output(const ActionRequest& request, const std::string& path) {
  bool is_depfile = path == request.depfile;
  return {.code = Code::config_value,
          .what = quote(request.name) + " cannot make " + quote(path),
          .where = request.place,
          .why = {is_depfile ? "its `depfile` is read and removed, so it is no output"
                             : "that file belongs to the project or to sinter itself"},
          .next = is_depfile ? "remove it from `outputs`" : "choose another output"};
}

Error output_is_input(const ActionRequest& request, const std::string& path) {
  return {.code = Code::graph_output_is_input,
          .what = quote(path) + " is both an input and an output of " + quote(request.name),
          .where = request.place,
          .why = {"the action could never be up to date"},
          .next = "write the result to another file"};
}

Error made_twice(const ActionRequest& first, const ActionRequest& second, const std::string& path) {
  Error error{.code = Code::graph_output_twice,
              .what = "two actions make " + quote(path),
              .where = second.place,
              .why = {with_line(first) + ", and " + with_line(second)},
              .next = "give one of them another output"};
  if (&first == &second) {
    error.what = quote(second.name) + " names its output " + quote(path) + " twice";
    error.why.clear();
    error.next = "remove one of the two";
  } else if (are_combinations(first, second)) {
    error.why = {quote(first.name) + " and " + quote(second.name) + " are combinations of one step"};
    error.next =
        "put `{" + differing_variable(first, second) + "}` into the name, so that each makes a file of its own";
  }
  return error;
}

Error made_below(const ActionRequest& above, const std::string& folder, const ActionRequest& below,
                 const std::string& path) {
  return {.code = Code::graph_output_twice,
          .what = quote(path) + " cannot be made below " + quote(folder) + ", which is a file",
          .where = below.place,
          .why = {with_line(above) + ", makes " + quote(folder)},
          .next = "let one of the two write elsewhere"};
}

Error made_in_tree(const ActionRequest& above, const std::string& tree, const ActionRequest& below,
                   const std::string& path) {
  Error error{.code = Code::graph_output_twice,
              .what = quote(path) + " cannot be made in " + quote(tree) + ", which is made as a whole",
              .where = below.place,
              .why = {with_line(above) + ", makes " + quote(tree)},
              .next = "let one of the two write elsewhere"};
  if (&above == &below) {
    error.why = {quote(below.name) + " names both"};
    error.next = "remove " + quote(path) + ": " + quote(tree) + " stands for everything below its folder";
  }
  return error;
}

Error scratch_of_two(const ActionRequest& first, const ActionRequest& request, std::string_view path) {
  Error error{.code = Code::graph_shared_scratch,
              .what = quote(path) + " is scratch of two actions",
              .where = request.place,
              .why = {with_line(first) + ", and " + with_line(request),
                      "what one leaves there would change what the other one makes"},
              .next = "give each a folder of its own"};
  if (&first == &request) {
    error.what = quote(request.name) + " names its scratch " + quote(path) + " twice";
    error.why.clear();
    error.next = "remove one of the two";
  } else if (are_combinations(first, request)) {
    error.next =
        "put `{" + differing_variable(first, request) + "}` into the name, so that each has a folder of its own";
  }
  return error;
}

Error scratch_in_tree(const ActionRequest& maker, std::string_view tree, const ActionRequest& owner,
                      const std::string& folder) {
  return {.code = Code::graph_shared_scratch,
          .what = "the scratch " + quote(folder) + " lies in " + quote(tree) + ", which is made as a whole",
          .where = owner.place,
          .why = {with_line(maker) + ", makes " + quote(tree) + ", and that folder is emptied before each run"},
          .next = "let the step keep it elsewhere, or list in `outputs` the files that others need"};
}

Error made_in_scratch(const ActionRequest& owner, const std::string& folder, const ActionRequest& request,
                      const std::string& path) {
  Error error{.code = Code::graph_shared_scratch,
              .what = quote(request.name) + " cannot make " + quote(path) + " in the scratch of " + quote(owner.name),
              .where = request.place,
              .why = {with_line(owner) + ", keeps " + quote(folder) + " for itself"},
              .next = "let one of the two write elsewhere"};
  if (&owner == &request) {
    error.what = quote(path) + " is scratch and an output of " + quote(request.name);
    error.next = "remove it from `scratch`";
  }
  return error;
}

Error reads_scratch(const ActionRequest& owner, const std::string& folder, const ActionRequest& request,
                    const std::string& path) {
  Error error{.code = Code::graph_shared_scratch,
              .what = quote(request.name) + " cannot read " + quote(path) + " in the scratch of " + quote(owner.name),
              .where = request.place,
              .why = {with_line(owner) + ", keeps " + quote(folder) + " for itself, so no key holds what is in it"},
              .next = "list " + quote(path) + " among its `outputs`"};
  if (&owner == &request) {
    error.what = quote(path) + " is scratch and an input of " + quote(request.name);
    error.next = "remove it from one of the two";
  }
  return error;
}

Error waits_for_itself(const std::vector<LoopLink>& loop) {
  constexpr std::size_t shown_max = 12;
  auto name = [&](std::size_t at) { return quote(loop[at % loop.size()].action->name); };
  std::string chain;
  std::vector<std::string> files;
  for (std::size_t at = 0; at < loop.size(); ++at) {
    if (at == shown_max && loop.size() > shown_max + 1) {
      std::size_t hidden = loop.size() - 1 - at;
      chain += count_of(hidden, "more action") + " needs ";
      at += hidden;
    }
    chain += name(at) + " needs ";
    if (!loop[at].file.empty()) {
      files.push_back(name(at) + " reads " + quote(loop[at].file) + ", which " + name(at + 1) + " makes");
    }
  }
  Error error{.code = Code::graph_cycle,
              .what = loop.size() == 1 ? name(0) + " waits for itself" : "these actions wait for each other",
              .where = loop.front().action->place,
              .why = {chain + name(0)},
              .next = loop.size() == 1 ? "remove it from its own `needs`" : "remove one of these dependencies"};
  error.why.insert(error.why.end(), files.begin(), files.end());
  return error;
}

}  // namespace sinter
