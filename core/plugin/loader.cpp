// SPDX-License-Identifier: MIT
#include "core/plugin/loader.hpp"

#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <openclaw/ascii.hpp>
#include <optional>
#include <utility>

#include "core/json/json.hpp"
#include "core/plugin/elf_file.hpp"

namespace openclaw {
namespace {

namespace fs = std::filesystem;

Error refused_file(const std::string& file, const std::string& why) {
  return invalid_request(file + ": " + why);
}

std::string version_text(unsigned major, unsigned minor) {
  return std::to_string(major) + '.' + std::to_string(minor);
}

// Code that others can change would run with the gateway's rights.
std::optional<Error> check_owner(const std::string& file) {
  struct stat facts {};
  if (stat(file.c_str(), &facts) != 0) {
    return refused_file(file, std::string("cannot be read: ") + std::strerror(errno));
  }
  if (!S_ISREG(facts.st_mode)) return refused_file(file, "is no regular file; name the .so itself");
  if (facts.st_uid != 0 && facts.st_uid != geteuid()) {
    return refused_file(file, "belongs to another user (uid " + std::to_string(facts.st_uid) +
                                  "); chown it to root or to the gateway's user");
  }
  if (facts.st_mode & S_IWOTH) {
    return refused_file(file, "can be written by everybody; chmod o-w it");
  }
  if ((facts.st_mode & S_IWGRP) && facts.st_gid != 0 && facts.st_gid != getegid()) {
    return refused_file(file, "can be written by a foreign group; chmod g-w it");
  }
  return std::nullopt;
}

bool is_valid_id(std::string_view id) {
  if (id.empty() || id.size() > 64 || id.front() == '-') return false;
  return std::all_of(id.begin(), id.end(),
                     [](char c) { return oc::is_small_letter(c) || oc::is_digit(c) || c == '-'; });
}

std::optional<Error> check_version(const std::string& file, const oc_plugin& table) {
  const std::string theirs = version_text(table.abi_major, table.abi_minor);
  const std::string ours = version_text(OC_ABI_MAJOR, OC_ABI_MINOR);
  if (table.abi_major != OC_ABI_MAJOR) {
    return refused_file(file, "was built for plugin interface " + theirs + ", this gateway has " +
                                  ours + "; rebuild it against this gateway's openclaw/plugin.h");
  }
  if (table.abi_minor > OC_ABI_MINOR) {
    return refused_file(file, "was built for plugin interface " + theirs +
                                  ", newer than this gateway's " + ours +
                                  "; update the gateway, or rebuild the plugin against " + ours);
  }
  return std::nullopt;
}

std::optional<Error> check_table(const std::string& file, const oc_plugin* table) {
  if (!table)
    return refused_file(
        file, "oc_plugin_entry() returned no table; return the plugin's oc_plugin from it");
  if (table->magic != OC_PLUGIN_MAGIC) {
    return refused_file(file,
                        "its table does not begin with OC_PLUGIN_HEAD; rebuild it with that macro");
  }
  if (auto error = check_version(file, *table)) return error;
  constexpr std::size_t kLeast = offsetof(oc_plugin, init) + sizeof(oc_plugin::init);
  if (table->size < kLeast) {
    return refused_file(file, "its table has " + std::to_string(table->size) + " bytes, at least " +
                                  std::to_string(kLeast) +
                                  " are needed; rebuild it with OC_PLUGIN_HEAD");
  }
  if (!table->id || !is_valid_id(table->id)) {
    return refused_file(
        file, "its id must match ^[a-z0-9][a-z0-9-]{0,63}$; mend it, and call the file <id>.so");
  }
  if (plugin_id_of(file) != table->id) {
    return refused_file(file, std::string("its id is \"") + table->id +
                                  "\"; the file must be called " + table->id + ".so");
  }
  if (!table->version || !table->summary)
    return refused_file(file, "its version or summary is missing; set both in its table");
  if (!table->init) {
    return refused_file(file, "its table has no init function; every plugin needs one");
  }
  return std::nullopt;
}

std::vector<std::string> shared_objects(const fs::path& directory) {
  std::error_code ignored;
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    if (entry.path().extension() == ".so" && !entry.is_directory(ignored)) {
      files.push_back(entry.path());
    }
  }
  return files;
}

void append_texts(JsonWriter& w, const char* key, const std::vector<const char*>& texts) {
  w.key(key).array();
  for (const char* text : texts) w.value(text);
  w.end();
}

}  // namespace

Result<Module> Module::open(const std::string& file) {
  if (auto error = check_owner(file)) return *error;
  if (const std::string problem = elf_problem(file); !problem.empty()) {
    return refused_file(file, problem);
  }
  void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    const char* why = dlerror();
    return refused_file(file, std::string("cannot be loaded: ") + (why ? why : "unknown reason") +
                                  "; rebuild it on this system");
  }
  Module module(handle, nullptr, file);
  using Entry = const oc_plugin* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(handle, "oc_plugin_entry"));
  if (!entry) {
    return refused_file(file,
                        "exports no oc_plugin_entry; it is no plugin, or its entry is hidden "
                        "(declare it with OC_EXPORT)");
  }
  module.table_ = entry();
  if (auto error = check_table(file, module.table_)) return *error;
  return module;
}

Module::Module(Module&& other) noexcept { *this = std::move(other); }

Module& Module::operator=(Module&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(table_, other.table_);
  std::swap(file_, other.file_);
  return *this;
}

Module::~Module() {
  if (handle_) dlclose(handle_);
}

std::vector<std::string> find_plugin_files(const std::string& path) {
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored)) return {path};
  std::vector<std::string> files = shared_objects(path);
  for (const auto& entry : fs::directory_iterator(path, ignored)) {
    if (!entry.is_directory(ignored)) continue;
    const std::vector<std::string> below = shared_objects(entry.path());
    files.insert(files.end(), below.begin(), below.end());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string plugin_id_of(const std::string& file) { return fs::path(file).stem(); }

std::string describe_plugin(const oc_plugin& table) {
  std::vector<const char*> interfaces;
  for (const oc_service* at = table.services; at && at->iface; ++at)
    interfaces.push_back(at->iface);
  std::vector<const char*> after;
  for (const char* const* at = table.after; at && *at; ++at) after.push_back(*at);
  JsonWriter w;
  w.object().key("id").value(table.id).key("version").value(table.version);
  w.key("summary").value(table.summary);
  w.key("abi").object().key("major").value(int{table.abi_major});
  w.key("minor").value(int{table.abi_minor}).end();
  append_texts(w, "interfaces", interfaces);
  append_texts(w, "after", after);
  std::vector<const char*> reads;
  const bool reads_any = OC_HAS(&table, config_reads);
  for (const char* const* at = reads_any ? table.config_reads : nullptr; at && *at; ++at) {
    reads.push_back(*at);
  }
  append_texts(w, "configReads", reads);
  if (table.config_schema_json) w.key("configSchema").raw(table.config_schema_json);
  w.end();
  return w.take();
}

}  // namespace openclaw
