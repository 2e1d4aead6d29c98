// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/display.hpp"
#include "core/json/indent.hpp"
#include "core/paths.hpp"
#include "core/plugin/files.hpp"
#include "core/plugin/loader.hpp"

namespace openclaw::cli {
namespace {

std::string padded(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(width - std::min(width, text.size()) + kColumnGap, ' ');
}

std::string list_text(const std::vector<PluginFile>& plugins, const std::string& directory) {
  if (plugins.empty()) return "No plugins in " + directory + "\n";
  std::size_t id = 0;
  std::size_t version = 0;
  for (const PluginFile& plugin : plugins) {
    id = std::max(id, plugin.id.size());
    version = std::max(version, json_string(plugin.description.get(), "version").size());
  }
  std::string out = "Plugins in " + directory + ":\n";
  for (const PluginFile& plugin : plugins) {
    const cJSON* facts = plugin.description.get();
    out += padded("", 0) + padded(plugin.id, id) + padded(json_string(facts, "version"), version);
    out += plugin.problem.empty() ? std::string(json_string(facts, "summary"))
                                  : "(" + plugin.problem + ")";
    out += "\n";
  }
  return out;
}

std::string list_json(const std::vector<PluginFile>& plugins, const std::string& directory) {
  JsonWriter out;
  out.object().key("directory").value(std::string_view(directory)).key("plugins").array();
  for (const PluginFile& plugin : plugins) {
    out.object().key("id").value(std::string_view(plugin.id));
    out.key("file").value(std::string_view(plugin.file));
    for (const char* key : {"version", "summary", "abi", "interfaces", "after", "configReads"}) {
      const cJSON* member = json_get(plugin.description.get(), key);
      if (member != nullptr) out.key(key).raw(print_json(member));
    }
    if (!plugin.problem.empty()) out.key("error").value(std::string_view(plugin.problem));
    out.end();
  }
  return indent_json(out.end().end().str()) + "\n";
}

int run_plugins_list(const Arguments& arguments) {
  const auto paths = find_paths();
  if (!paths) return fail(paths.error().message);
  const auto plugins = read_plugin_files(paths->plugin_dir);
  const bool json = arguments.has("json");
  std::fputs((json ? list_json : list_text)(plugins, paths->plugin_dir).c_str(), stdout);
  return 0;
}

std::string joined(const cJSON* texts) {
  std::string out;
  const cJSON* text = nullptr;
  cJSON_ArrayForEach(text, texts) {
    if (!cJSON_IsString(text)) continue;
    out += (out.empty() ? "" : ", ") + std::string(text->valuestring);
  }
  return out.empty() ? "none" : out;
}

std::string info_text(const PluginFile& plugin) {
  const cJSON* facts = plugin.description.get();
  const cJSON* abi = json_get(facts, "abi");
  std::string out = plugin.id + " " + std::string(json_string(facts, "version")) + "\n";
  out += std::string(json_string(facts, "summary")) + "\n\n";
  out += "File: " + plugin.file + "\n";
  out += "Plugin interface: " + std::to_string(json_int(abi, "major", 0)) + "." +
         std::to_string(json_int(abi, "minor", 0)) + "\n";
  out += "Offers: " + joined(json_get(facts, "interfaces")) + "\n";
  out += "Starts after: " + joined(json_get(facts, "after")) + "\n";
  out += "Reads of the configuration: " + joined(json_get(facts, "configReads")) + "\n";
  const cJSON* schema = json_get(facts, "configSchema");
  if (!cJSON_IsObject(schema)) return out + "Configuration: none\n";
  return out + "Configuration (JSON Schema): " + indent_json(print_json(schema)) + "\n";
}

int run_info(const Arguments& arguments) {
  const auto paths = find_paths();
  if (!paths) return fail(paths.error().message);
  const std::string& id = arguments.words().front();
  const auto plugins = read_plugin_files(paths->plugin_dir);
  std::vector<std::string_view> ids;
  for (const PluginFile& plugin : plugins) {
    ids.emplace_back(plugin.id);
    if (plugin.id != id) continue;
    if (!plugin.problem.empty()) return fail(plugin.problem);
    const bool json = arguments.has("json");
    std::fputs((json ? indent_json(plugin.json) + "\n" : info_text(plugin)).c_str(), stdout);
    return 0;
  }
  const std::string_view meant = nearest(id, ids);
  return fail("No plugin '" + id + "' in " + paths->plugin_dir +
              (meant.empty() ? "\nSee what there is with: openclaw plugins list"
                             : "\nDid you mean " + std::string(meant) + "?"));
}

// Opening a plugin runs its code; list and info do not.
int run_check(const Arguments& arguments) {
  // Without a slash the loader would look among the libraries of the system.
  const std::string& given = arguments.words().front();
  const auto module = Module::open(given.find('/') == std::string::npos ? "./" + given : given);
  if (!module) return fail(module.error().message);
  const oc_plugin& table = module->table();
  std::printf("OK: %s %s, plugin interface %u.%u\n", table.id, table.version, table.abi_major,
              table.abi_minor);
  return 0;
}

Command with_help(Command command, bool json) {
  if (json) command.options.push_back({"json", nullptr, "Print as JSON"});
  command.options.push_back({"help", nullptr, "Show this help", 'h'});
  return command;
}

}  // namespace

Command plugins_command() {
  Command list{"list", "List the plugins that are installed"};
  list.run = run_plugins_list;
  Command info{"info", "Show what a plugin offers and how it is configured"};
  info.words = "<id>";
  info.word_count = 1;
  info.run = run_info;
  Command check{"check", "Open a plugin file and say whether the gateway would take it"};
  check.detail = "Opening a plugin runs code of it: check only what you trust.";
  check.words = "<file.so>";
  check.word_count = 1;
  check.run = run_check;
  Command command = with_help({"plugins", "Look at the plugins of the gateway"}, false);
  command.commands = {with_help(list, true), with_help(info, true), with_help(check, false)};
  return command;
}

}  // namespace openclaw::cli
