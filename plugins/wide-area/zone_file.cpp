// SPDX-License-Identifier: MIT
#include "zone_file.hpp"

#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openclaw/descriptor.hpp>

#include <array>
#include <cerrno>
#include <cstring>

#include "../announcing/machine.hpp"
#include "names.hpp"

namespace wide_area {
namespace {

constexpr std::size_t kMostZone = 1024 * 1024;
// Names and addresses that whoever asks the server is told. It may have a user of its own, who
// comes to the file by a mount or a link; a mode that somebody has given the file stays.
constexpr mode_t kMode = 0644;

using oc::Descriptor;

struct Former {
  bool exists = false;
  mode_t mode = kMode;
  std::string text;
};

// What cannot be read is written anew.
Former read_former(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat facts {};
  if (file.get() < 0 || ::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) return {};
  Former former{true, facts.st_mode & 0777U, {}};
  std::array<char, 16'384> buffer;
  ssize_t n = 0;
  while (former.text.size() < kMostZone &&
         (n = ::read(file.get(), buffer.data(), buffer.size())) > 0) {
    former.text.append(buffer.data(), static_cast<std::size_t>(n));
  }
  return former;
}

std::string replace(const std::string& directory, const std::string& path, std::string_view text,
                    mode_t mode) {
  const std::string beside = directory + "/.openclaw-dns-zone";
  ::unlink(beside.c_str());  // of a gateway that was killed; no other one has this directory
  const Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return "cannot make a file in " + directory + ": " + std::strerror(errno);
  const bool done = oc::write_all(file.get(), text) && ::fchmod(file.get(), mode) == 0 &&
                    ::fsync(file.get()) == 0 && ::rename(beside.c_str(), path.c_str()) == 0 &&
                    oc::sync_directory(directory);
  if (done) return {};
  const std::string why = std::strerror(errno);
  ::unlink(beside.c_str());
  return "cannot write " + path + ": " + why;
}

}  // namespace

TailnetAddresses tailnet_addresses() {
  TailnetAddresses found;
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return found;
  for (const ifaddrs* at = all; at; at = at->ifa_next) {
    if (!at->ifa_addr || (at->ifa_flags & IFF_LOOPBACK) || !(at->ifa_flags & IFF_UP)) continue;
    const std::string address = announcing::text_of(at->ifa_addr);
    if (found.ipv4.empty() && is_tailnet_ipv4(address)) found.ipv4 = address;
    if (found.ipv6.empty() && is_tailnet_ipv6(address)) found.ipv6 = address;
  }
  ::freeifaddrs(all);
  return found;
}

Written write_zone(const std::string& state_dir, const ZoneFacts& facts, std::int64_t wall_ms) {
  const std::string directory = state_dir + "/dns";
  Written out;
  out.path = directory + '/' + facts.domain + "db";
  const bool made = ::mkdir(directory.c_str(), 0700) == 0;
  if ((!made && errno != EEXIST) || (made && !oc::sync_directory(state_dir))) {
    out.problem = "cannot make " + directory + ": " + std::strerror(errno);
    return out;
  }
  const Former former = read_former(out.path);
  if (former.exists && zone_hash(former.text) == zone_hash(zone_text(facts, 0))) return out;
  const std::uint32_t serial = next_serial(zone_serial(former.text), wall_ms);
  out.problem = replace(directory, out.path, zone_text(facts, serial), former.mode);
  out.changed = out.problem.empty();
  return out;
}

}  // namespace wide_area
