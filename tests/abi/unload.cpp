// SPDX-License-Identifier: MIT
// unload FILE.so...: opens and closes each as the gateway does, and looks at what is mapped. A
// plugin that stays would keep its old code when a new file is loaded in its place.
#include <dlfcn.h>
#include <openclaw/plugin.h>

#include <cstdio>
#include <fstream>
#include <string>

namespace {

bool is_mapped(const std::string& file) {
  std::ifstream maps("/proc/self/maps");
  std::string line;
  while (std::getline(maps, line)) {
    if (line.ends_with(' ' + file)) return true;
  }
  return false;
}

const char* problem_of(const std::string& file) {
  void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) return dlerror();
  if (!is_mapped(file)) return "is open and not mapped: is the path absolute?";
  using Entry = const oc_plugin* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(handle, "oc_plugin_entry"));
  if (!entry || entry()->magic != OC_PLUGIN_MAGIC) return "gives no table";
  if (dlclose(handle) != 0) return dlerror();
  return is_mapped(file) ? "is still mapped after dlclose: what else does it export?" : nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  int bad = argc < 2 ? 1 : 0;
  for (int i = 1; i < argc; ++i) {
    const char* problem = problem_of(argv[i]);
    if (!problem) continue;
    std::fprintf(stderr, "%s: %s\n", argv[i], problem);
    bad = 1;
  }
  return bad;
}
