// SPDX-License-Identifier: MIT
#include "core/client/local_open.hpp"

#include "core/digest.hpp"
#include "core/file.hpp"

namespace openclaw {

Status note_made_token(const Settings& settings, const std::string& note_file) {
  if (!settings.secret_is_new || settings.auth_was_chosen) return Done{};
  return write_file_atomically(note_file, hex_of(sha256(settings.secret.reveal())));
}

bool is_local_open(const Settings& settings, const Config& config, const std::string& note_file) {
  constexpr std::size_t kMostBytes = 256;
  if (!config.flag("gateway.auth.localOpen").value_or(true)) return false;
  if (settings.auth_mode != AuthMode::kToken || settings.auth_from_outside) return false;
  if (!settings.listen.loopback_only()) return false;
  const auto note = read_file(note_file, kMostBytes);
  return note && note->has_value() && **note == hex_of(sha256(settings.secret.reveal()));
}

}  // namespace openclaw
