#include "release/http.h"

#include <algorithm>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "os/files.h"
#include "os/process.h"

namespace sinter {
namespace {

constexpr std::uint64_t answer_bytes_max = 64 << 20;
constexpr std::size_t quoted_bytes_max = 300, hidden_bytes_max = 64 * 1024;
constexpr std::uint64_t second_ns = 1'000'000'000;
// What curl says of a request, as it ends with it.
constexpr std::string_view status_is_failure = "22 ";  // a whole answer, of 400 or more
constexpr std::string_view cannot_be_kept = "23 ";     // an answer that could not be written

/// Variables by which people tell curl how to reach the world.
constexpr std::string_view passed_variables[] = {"PATH",          "http_proxy",   "https_proxy",   "HTTPS_PROXY",
                                                 "all_proxy",     "ALL_PROXY",    "no_proxy",      "NO_PROXY",
                                                 "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE"};

/// A value of curl's configuration. What would end the line ends the value: nobody's token
/// says more than it should.
std::string quoted(std::string_view value) {
  std::string text = "\"";
  for (char c : value.substr(0, value.find_first_of("\r\n\0"))) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

std::string answer_path(const std::string& folder, std::size_t index) {
  return join_path(folder, "answer-" + std::to_string(index));
}

std::string configuration(const HttpRequest& request, const std::string& output, std::uint64_t timeout_ns) {
  std::string text;
  auto option = [&](std::string_view name, std::string_view value) {
    text += std::string(name) + " = " + quoted(value) + "\n";
  };
  std::string seconds = std::to_string(std::max<std::uint64_t>(1, timeout_ns / second_ns));
  text += "silent\ninclude\ngloboff\nsuppress-connect-headers\n";
  option("url", request.url);
  option("output", output);
  option("write-out", "%{exitcode} %{errormsg}\\n");
  option("user-agent", "sinter/" SINTER_VERSION);
  option("proto", "=http,https");
  option("connect-timeout", seconds);
  option("speed-time", seconds);  // with less than one byte a second
  option("speed-limit", "1");
  option("max-filesize", std::to_string(answer_bytes_max));
  bool is_reading = request.method == "GET" || request.method == "HEAD";
  if (request.method == "HEAD") text += "head\n";
  else if (!is_reading || !request.body_path.empty()) option("request", request.method);
  if (is_reading) text += "location\nmax-redirs = 5\n";
  if (!request.body_path.empty()) option("upload-file", request.body_path);
  else if (request.has_empty_body) option("data-binary", "");
  if (!request.user.empty()) option("user", request.user);
  option("header", "Expect:");  // many servers do not answer it, and curl would wait for a second
  for (const std::string& header : request.headers) option("header", header);
  return text;
}

/// curl does not say whether the disk is full or something else: doing it again does.
Error why_not_written(const std::string& path, std::string_view complaint) {
  constexpr std::size_t probe_bytes = 1 << 16;
  Result<void> written = write_file(path, std::string(probe_bytes, '\0'));
  if (!written) return std::move(written).error();
  (void)remove_file(path);
  return {.code = Code::file_unwritable,
          .what = "cannot write " + quote(path),
          .where = {path},
          .why = {"curl could not keep an answer there: " + std::string(complaint)},
          .next = "look whether that disk has room; then publish again: it goes on where this one ended"};
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

}  // namespace

std::string percent_encoded(std::string_view text, std::string_view also_plain) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  for (char c : text) {
    bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                    c == '.' || c == '_' || c == '~' || also_plain.contains(c);
    if (is_plain) {
      encoded += c;
      continue;
    }
    encoded += '%';
    encoded += digits[static_cast<unsigned char>(c) >> 4];
    encoded += digits[static_cast<unsigned char>(c) & 15];
  }
  return encoded;
}

std::string_view HttpAnswer::header(std::string_view name) const {
  auto found = ranges::find(headers, name, [](const auto& header) -> const std::string& { return header.first; });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

HttpAnswer parse_http_answer(std::string_view bytes) {
  HttpAnswer answer;
  while (bytes.starts_with("HTTP/")) {
    std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return {};
    std::string_view head = bytes.substr(0, end);
    bytes.remove_prefix(end + 4);
    answer = {};
    for (const std::string& line : split(head, '\n')) {
      std::string_view text = trim(line);
      std::size_t mark = text.find(answer.status == 0 ? ' ' : ':');
      if (mark == std::string_view::npos) continue;
      std::string_view rest = trim(text.substr(mark + 1));
      if (answer.status != 0) {
        answer.headers.emplace_back(in_lower_case(text.substr(0, mark)), rest);
        continue;
      }
      std::optional<std::uint64_t> status = parse_decimal(rest.substr(0, rest.find(' ')));
      if (!status || *status < 100 || *status > 999) return {};
      answer.status = static_cast<int>(*status);
    }
    bool is_interim = answer.status < 200 || (answer.status >= 300 && answer.status < 400);
    if (!is_interim) break;  // what follows is the body, whatever it looks like
  }
  answer.body = bytes;
  return answer;
}

std::uint64_t retry_after_ns(const HttpAnswer& answer) {
  constexpr std::uint64_t seconds_max = 24 * 60 * 60;
  std::optional<std::uint64_t> seconds = parse_decimal(answer.header("retry-after"));
  return seconds ? std::min(*seconds, seconds_max) * second_ns : 0;
}

Result<std::vector<HttpAnswer>> HttpClient::ask(const std::vector<HttpRequest>& requests, RestAfterFailure rest) {
  std::vector<HttpAnswer> answers(requests.size());
  if (requests.empty()) return answers;
  SINTER_TRY(make_folders(folder_));
  bool stops = rest == RestAfterFailure::left;
  std::string input = stops ? "fail-early\n" : "";
  for (std::size_t i = 0; i < requests.size(); ++i) {
    SINTER_TRY(remove_file(answer_path(folder_, i)));
    input += (i == 0 ? "" : "next\n") + configuration(requests[i], answer_path(folder_, i), timeout_ns_);
    if (stops) input += "fail-with-body\n";
  }
  Command command{.argv = {"curl", "--disable", "--config", "-"}, .input = input};
  for (std::string_view name : passed_variables) {
    auto found = environment_.find(name);
    if (found != environment_.end()) command.environment.push_back(std::string(name) + "=" + found->second);
  }
  Result<Answer> ended = run_for_answer(std::move(command), answer_bytes_max);
  if (!ended && ended.error().code == Code::tool_missing) {
    return fail(Code::tool_missing, "`curl` is not installed, and releases are published with it",
                "install it with `apt-get install curl`");
  }
  std::vector<std::string> lines = split(SINTER_TRY(std::move(ended)).text, '\n');
  for (std::size_t i = 0; i < requests.size(); ++i) {
    std::string path = answer_path(folder_, i);
    std::string_view line = i < lines.size() ? trim(lines[i]) : "";
    if (line.starts_with("0 ") || line == "0" || line.starts_with(status_is_failure)) {
      answers[i] = parse_http_answer(SINTER_TRY(read_file_limited(path, answer_bytes_max)));
      if (answers[i].status == 0) answers[i].failure = "what it answers is not HTTP";
    } else if (line.starts_with(cannot_be_kept)) {
      return fail(why_not_written(path, line));
    } else {
      std::size_t space = line.find(' ');
      answers[i].failure = secrets_.mask(space == std::string_view::npos ? "curl ended early" : line.substr(space + 1));
    }
    SINTER_TRY(remove_file(path));
  }
  return answers;
}

Result<HttpAnswer> HttpClient::ask(HttpRequest request) {
  std::vector<HttpRequest> requests;
  requests.push_back(std::move(request));
  std::vector<HttpAnswer> answers = SINTER_TRY(ask(requests));
  return std::move(answers.front());
}

Result<std::string> HttpClient::keep_body(std::string_view name, std::string_view text) {
  std::string path = join_path(folder_, "body-" + std::string(name));
  SINTER_TRY(make_folders(folder_));
  SINTER_TRY(write_file(path, text));
  return path;
}

Error HttpClient::refusal(std::string what, const HttpAnswer& answer) {
  constexpr int too_many = 429, time_out = 408, too_early = 425;
  bool is_passing = answer.status == 0 || answer.status >= 500 || answer.status == too_many ||
                    answer.status == time_out || answer.status == too_early;
  Error error{.code = is_passing ? Code::remote_failed : Code::remote_refused, .what = std::move(what)};
  if (answer.status == 0) {
    error.why.push_back(answer.failure);
  } else {
    // First hidden, then cut: a half of a secret is not recognised.
    std::string said = secrets_.mask(trim(std::string_view(answer.body).substr(0, hidden_bytes_max)));
    said.resize(std::min(said.size(), quoted_bytes_max));
    for (char& c : said) c = static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    error.why.push_back("it answers " + std::to_string(answer.status) + (said.empty() ? "" : ": " + said));
  }
  if (is_passing) {
    error.next = "`sinter release --publish` again: it goes on where this one ended";
    wish_ns_ = retry_after_ns(answer);
  } else if (answer.status == 401 || answer.status == 403) {
    error.next = "look whether the secret in that variable is right, and may do this; then publish again";
  } else {
    error.next = "mend what it says; then publish again: it goes on where this one ended";
  }
  return error;
}

}  // namespace sinter
