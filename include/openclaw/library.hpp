// SPDX-License-Identifier: MIT
// openclaw/library.hpp - functions of a library that is opened by name when it is needed, in C++17.
// Header only; any thread.
#ifndef OPENCLAW_LIBRARY_HPP
#define OPENCLAW_LIBRARY_HPP

#include <dlfcn.h>

#include <string>

namespace oc {

// Looks functions up in what dlopen() has given, and in what that was linked with.
class Symbols {
 public:
  explicit Symbols(void *library) : library_(library) {}

  // Fills a pointer to a function; nullptr when there is none of that name.
  template <class F>
  Symbols &get(F &function, const char *name) {
    function = reinterpret_cast<F>(::dlsym(library_, name));
    if (!function && missing_.empty()) missing_ = name;
    return *this;
  }

  // The first that was not there; empty when all were.
  const std::string &missing() const { return missing_; }

 private:
  void *library_;
  std::string missing_;
};

}  // namespace oc

#endif
