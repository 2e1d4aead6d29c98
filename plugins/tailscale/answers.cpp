// SPDX-License-Identifier: MIT
#include "answers.hpp"

#include <openclaw/text.hpp>

#include <array>
#include <charconv>

#include "noisy_json.hpp"

namespace tailscale {
namespace {

constexpr std::size_t kMostWords = 300;

template <std::size_t N>
bool has_one_of(std::string_view text, const std::array<std::string_view, N>& phrases) {
  const std::string small = oc::lower(text);
  for (const std::string_view phrase : phrases) {
    if (small.find(phrase) != std::string::npos) return true;
  }
  return false;
}

std::string_view trimmed_text(const cJSON* object, const char* key) {
  return oc::trimmed(oc::text(object, key));
}

std::string_view first_text(const cJSON* object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (const std::string_view found = trimmed_text(object, key); !found.empty()) return found;
  }
  return {};
}

// The bytes of the character of UTF-8 at the beginning; 0: there is none.
std::size_t character_at(std::string_view text) {
  const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t size = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (size == 0 || first > 0xf4 || text.size() < size) return 0;
  for (std::size_t at = 1; at < size; ++at) {
    if ((byte(at) & 0xc0) != 0x80) return 0;
  }
  const unsigned char second = byte(1);
  const bool is_too_long = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool is_none = (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
  return is_too_long || is_none ? 0 : size;
}

// Blanks, and what a terminal would take for a command.
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character.front());
  if (character.size() == 1) return first <= 0x20 || first == 0x7f;
  return first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
}

}  // namespace

Node read_node(std::string_view text) {
  const oc::Json tree = parse_among(text);
  Node node;
  node.backend = one_line(oc::text(tree.get(), "BackendState"));
  const cJSON* self = oc::get(tree.get(), "Self");
  node.dns_name = one_line(oc::text(self, "DNSName"));
  if (node.dns_name.ends_with('.')) node.dns_name.pop_back();
  const cJSON* first = cJSON_GetArrayItem(oc::get(self, "TailscaleIPs"), 0);
  if (cJSON_IsString(first)) node.address = one_line(first->valuestring);
  return node;
}

std::optional<Person> read_person(std::string_view text) {
  const oc::Json tree = parse_among(text);
  const cJSON* profile = nullptr;
  for (const char* key : {"UserProfile", "userProfile", "User"}) {
    if (cJSON_IsObject(profile = oc::get(tree.get(), key))) break;
  }
  Person person;
  person.login = first_text(profile, {"LoginName", "Login", "login"});
  if (person.login.empty()) person.login = first_text(tree.get(), {"LoginName", "login"});
  if (person.login.empty()) return std::nullopt;
  person.name = first_text(profile, {"DisplayName", "Name", "displayName"});
  if (person.name.empty()) person.name = first_text(tree.get(), {"DisplayName", "name"});
  return person;
}

bool says_root_is_needed(std::string_view text) {
  constexpr std::array<std::string_view, 9> kPhrases{
      "permission denied",     "access denied", "operation not permitted",
      "not permitted",         "requires root", "must be run as root",
      "must be run with sudo", "requires sudo", "need sudo"};
  return has_one_of(text, kPhrases);
}

bool says_sudo_refuses(std::string_view text) {
  constexpr std::array<std::string_view, 11> kPhrases{
      "sudo: a password is required",       "sudo: no password was provided",
      "sudo: a terminal is required",       "sudo: no tty present",
      "sudo: no askpass program specified", "sudo: interactive authentication is required",
      "is not in the sudoers file",         "is not allowed to execute",
      "is not allowed to run sudo",         "sudo: the \"no new privileges\" flag is set",
      "sudo: effective uid is not 0"};
  return has_one_of(text, kPhrases);
}

bool says_daemon_is_away(std::string_view text) {
  constexpr std::array<std::string_view, 3> kPhrases{
      "failed to connect to local tailscale", "connection refused", "503 service unavailable"};
  return has_one_of(text, kPhrases);
}

int taken_port(std::string_view text) {
  constexpr std::string_view kPhrase = "listener already exists for port ";
  const std::string small = oc::lower(text);
  const std::size_t at = small.find(kPhrase);
  if (at == std::string::npos) return 0;
  int port = 0;
  const char* const digits = small.data() + at + kPhrase.size();
  std::from_chars(digits, small.data() + small.size(), port);
  return port > 0 && port <= 65535 ? port : kHttpsPort;
}

std::string one_line(std::string_view text) {
  std::string out;
  text = oc::trimmed(text);
  while (!text.empty()) {
    const std::size_t size = character_at(text);
    const std::string_view one = text.substr(0, size == 0 ? 1 : size);
    text.remove_prefix(one.size());
    const bool is_blank = size > 0 && is_control(one);
    if (is_blank && (out.empty() || out.back() == ' ')) continue;
    out += size == 0 ? "\xef\xbf\xbd" : is_blank ? std::string_view(" ") : one;
  }
  return std::string(oc::clip(out, kMostWords));
}

}  // namespace tailscale
