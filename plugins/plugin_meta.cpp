// SPDX-License-Identifier: MIT
// plugin-meta FILE.so: prints the plugin's own facts as JSON, for the file beside it. Used by the
// build.
#include <cstdio>

#include "core/plugin/loader.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: plugin-meta FILE.so\n");
    return 2;
  }
  const auto module = openclaw::Module::open(argv[1]);
  if (!module) {
    std::fprintf(stderr, "%s\n", module.error().message.c_str());
    return 1;
  }
  std::printf("%s\n", openclaw::describe_plugin(module->table()).c_str());
  return 0;
}
