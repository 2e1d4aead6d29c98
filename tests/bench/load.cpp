// SPDX-License-Identifier: MIT
#include <array>

#include "load_client.hpp"
#include "load_modes.hpp"

namespace {

struct Mode {
  std::string_view name;
  void (*run)(const bench::LoadOptions&);
};

constexpr std::array kModes{
    Mode{"rpc", bench::run_rpc},       Mode{"handshakes", bench::run_handshakes},
    Mode{"idle", bench::run_idle},     Mode{"fanout", bench::run_fanout},
    Mode{"deltas", bench::run_deltas}, Mode{"flood", bench::run_flood},
};

}  // namespace

int main(int argc, char** argv) {
  bench::LoadOptions options;
  if (!bench::parse_load_options(argc, argv, options)) return 2;
  for (const Mode& mode : kModes) {
    if (mode.name != options.mode) continue;
    mode.run(options);
    return 0;
  }
  bench::die("no such mode (rpc, handshakes, idle, fanout, deltas, flood)", options.mode);
}
