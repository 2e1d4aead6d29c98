// SPDX-License-Identifier: MIT
#include <cstdio>
#include <string_view>

#include "openclaw_build.h"

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--version") {
    std::puts(OPENCLAW_VERSION);
    return 0;
  }
  std::fputs("usage: openclaw --version\n", stderr);
  return 2;
}
