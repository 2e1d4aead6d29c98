// SPDX-License-Identifier: MIT
#include "floor_server.hpp"

int main(int argc, char** argv) {
  bench::FloorOptions options;
  if (!bench::parse_floor_options(argc, argv, options)) return 2;
  bench::FloorServer server(options);
  return server.run();
}
