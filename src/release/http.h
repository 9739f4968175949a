// Requests to servers, by curl: it knows TLS, proxies and what else stands between. What to ask
// goes to it through memory, so that no secret is ever in a command line or a file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/mask.h"
#include "os/environment.h"

namespace sinter {

/// For a part of an address (RFC 3986, 2.1): all but letters, digits, "-._~" and `also_plain` as %XX.
std::string percent_encoded(std::string_view text, std::string_view also_plain = "");

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::string> headers;  // "Name: value"
  std::string user;                  // "name:password" for Basic authentication, or ""
  std::string body_path;             // the file to send, or ""
  bool has_empty_body = false;       // a POST without a file
};

struct HttpAnswer {
  int status = 0;                                            // 0: none came, or only a part of one
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::string failure;  // why there is no whole answer; ""

  /// The header's value; "" if it is not there.
  std::string_view header(std::string_view name) const;
  bool ok() const { return status >= 200 && status < 300; }
};

/// Reads an answer as curl writes it: status lines and headers, of interim answers and redirects,
/// too, then the body of the last. Nothing for bytes of another form.
HttpAnswer parse_http_answer(std::string_view bytes);

/// How long to wait before the next attempt, by the header Retry-After in seconds; 0 if it
/// says nothing of that form.
std::uint64_t retry_after_ns(const HttpAnswer& answer);

/// What becomes of the requests after the first that failed, or was answered with 400 or more.
enum class RestAfterFailure : std::uint8_t { asked, left };

class HttpClient {
 public:
  /// `folder`: for answers, which hold no secrets of ours. `timeout_ns`: how long a server may
  /// say nothing. `environment` must outlive this.
  HttpClient(std::string folder, std::uint64_t timeout_ns, SecretForms secrets, const Environment& environment)
      : folder_(std::move(folder)), timeout_ns_(timeout_ns), secrets_(std::move(secrets)), environment_(environment) {}

  /// The answers to all requests, in order, one after the other and over as few connections as
  /// possible; starting curl costs more than most requests. Redirects of GET and HEAD are followed.
  Result<std::vector<HttpAnswer>> ask(const std::vector<HttpRequest>& requests,
                                      RestAfterFailure rest = RestAfterFailure::asked);
  Result<HttpAnswer> ask(HttpRequest request);
  /// Writes what is to be sent into a file of `folder`, and returns its path.
  Result<std::string> keep_body(std::string_view name, std::string_view text);

  /// Something that a server gave us and nobody else may see: a token.
  void hide(std::string_view secret) { secrets_.add(secret); }
  /// The error about an answer that is not what was wanted: remote_failed if it may be another
  /// one next time, else remote_refused. Remembers for how long the server wants to be left alone.
  Error refusal(std::string what, const HttpAnswer& answer);
  /// What the last refusal asked for; 0 for nothing. Forgets it.
  std::uint64_t take_wish_ns() { return std::exchange(wish_ns_, 0); }

 private:
  std::string folder_;
  std::uint64_t timeout_ns_;
  SecretForms secrets_;
  const Environment& environment_;
  std::uint64_t wish_ns_ = 0;
};

}  // namespace sinter
