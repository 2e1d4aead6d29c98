// SPDX-License-Identifier: MIT
#include "core/plugin/elf_file.hpp"

#include <elf.h>
#include <link.h>
#include <sys/stat.h>

#include <cstdint>
#include <cstring>
#include <fstream>

namespace openclaw {
namespace {

constexpr const char* kNoCode = "is no shared object; build or copy it again";
constexpr const char* kCut = "is cut off; copy it again";
constexpr const char* kForeign = "was built for another kind of machine; rebuild it on this system";

template <class T>
bool read_at(std::ifstream& in, std::uint64_t offset, T& into) {
  in.seekg(static_cast<std::streamoff>(offset));
  return static_cast<bool>(in.read(reinterpret_cast<char*>(&into), sizeof into));
}

// The running program is what this machine runs.
bool same_machine(const ElfW(Ehdr) & header) {
  std::ifstream self("/proc/self/exe", std::ios::binary);
  ElfW(Ehdr) own{};
  // Without /proc the dynamic linker is left to find out.
  if (!read_at(self, 0, own)) return true;
  return header.e_ident[EI_CLASS] == own.e_ident[EI_CLASS] &&
         header.e_ident[EI_DATA] == own.e_ident[EI_DATA] && header.e_machine == own.e_machine;
}

}  // namespace

std::string elf_problem(const std::string& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::uint64_t>(in.tellg());
  ElfW(Ehdr) header{};
  if (!in || !read_at(in, 0, header)) return kNoCode;
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return kNoCode;
  if (!same_machine(header)) return kForeign;
  if (header.e_type != ET_DYN || header.e_phentsize != sizeof(ElfW(Phdr))) return kNoCode;
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    ElfW(Phdr) part{};
    if (!read_at(in, header.e_phoff + i * sizeof part, part)) return kCut;
    const bool inside = part.p_offset <= size && part.p_filesz <= size - part.p_offset;
    if (part.p_type == PT_LOAD && !inside) return kCut;
  }
  return {};
}

}  // namespace openclaw
