// SPDX-License-Identifier: MIT
#include "core/net/tls_files.hpp"

#include <openssl/crypto.h>
#include <sys/stat.h>

#include <optional>

#include "core/file.hpp"
#include "core/host_name.hpp"
#include "core/net/tls_certificate.hpp"
#include "core/paths.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kMostKeyBytes = 64 * 1024;

Status write_privately(const std::string& path, const std::string& text) {
  const std::size_t slash = path.rfind('/');
  if (slash != std::string::npos && slash > 0) {
    if (Status made = make_private_dir(path.substr(0, slash)); !made) return made;
  }
  return write_file_atomically(path, text);
}

// A secret in a text that is wiped when it goes.
struct Wiped {
  std::string text;
  Wiped() = default;
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { OPENSSL_cleanse(text.data(), text.size()); }
};

Status find_or_make_key(const std::string& path, Wiped& key) {
  Result<std::optional<std::string>> found = read_file(path, kMostKeyBytes);
  if (!found) return found.error();
  if (*found) {
    key.text.swap(**found);
    return Done{};
  }
  Result<std::string> made = make_key();
  if (!made) return made.error();
  key.text.swap(*made);
  return write_privately(path, key.text);
}

}  // namespace

// The key first: when the making is cut short, the next start goes on from there.
Result<std::string> make_missing_tls_files(const TlsSettings& settings) {
  if (!may_make_tls_files(settings)) return std::string();
  Wiped key;
  if (Status status = find_or_make_key(settings.key, key); !status) return status.error();
  const Result<std::string> certificate = make_certificate(key.text, host_name());
  if (!certificate) return certificate.error();
  if (Status status = write_privately(settings.certificate, *certificate); !status) {
    return status.error();
  }
  return "generated self-signed cert at " + with_tilde(settings.certificate);
}

bool may_make_tls_files(const TlsSettings& settings) {
  return settings.may_make && !is_there(settings.certificate);
}

std::string stamp_of_tls_files(const TlsSettings& settings) {
  std::string out;
  for (const std::string* path : {&settings.certificate, &settings.key, &settings.authorities}) {
    struct stat found {};
    if (path->empty() || ::stat(path->c_str(), &found) != 0) {
      out += "-;";
      continue;
    }
    out += std::to_string(found.st_dev) + ',' + std::to_string(found.st_ino) + ',' +
           std::to_string(found.st_size) + ',' + std::to_string(found.st_mtim.tv_sec) + '.' +
           std::to_string(found.st_mtim.tv_nsec) + ',' + std::to_string(found.st_ctim.tv_sec) +
           '.' + std::to_string(found.st_ctim.tv_nsec) + ';';
  }
  return out;
}

}  // namespace openclaw
