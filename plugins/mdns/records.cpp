// SPDX-License-Identifier: MIT
#include "records.hpp"

#include <string_view>

namespace mdns {
namespace {

constexpr std::size_t kStringBytes = 255;

class Txt {
 public:
  Txt& add(std::string_view key, std::string_view value) {
    const bool fits = key.size() + 1 + value.size() <= kStringBytes;
    if (fits) out_.push_back(std::string(key) + '=' + std::string(value));
    return *this;
  }
  Txt& add_some(std::string_view key, std::string_view value) {
    return value.empty() ? *this : add(key, value);
  }
  [[nodiscard]] std::vector<std::string> take() { return std::move(out_); }

 private:
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> txt_records(const Facts& facts) {
  Txt txt;
  txt.add("role", "gateway")
      .add("gatewayPort", std::to_string(facts.port))
      .add("lanHost", facts.lan_host)
      .add("displayName", facts.display_name);
  if (!facts.tls_sha256.empty()) {
    txt.add("gatewayTls", "1").add("gatewayTlsSha256", facts.tls_sha256);
  }
  if (facts.direct) txt.add("gatewayDirectReachable", "1");
  if (facts.full)
    txt.add_some("tailnetDns", facts.tailnet_name).add_some("cliPath", facts.cli_path);
  txt.add("transport", "gateway");
  if (facts.full) txt.add("sshPort", std::to_string(facts.ssh_port));
  return txt.take();
}

}  // namespace mdns
