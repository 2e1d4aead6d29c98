// SPDX-License-Identifier: MIT
#include "core/config/snapshot.hpp"

#include "core/config/config.hpp"
#include "core/config/issues.hpp"
#include "core/config/redact.hpp"
#include "core/file.hpp"
#include "core/log/redact.hpp"

namespace openclaw {
namespace {

std::string shown(const cJSON* tree) {
  const JsonTree copy(cJSON_Duplicate(tree, 1));
  if (copy == nullptr) return "{}";
  redact_config(copy.get(), {});
  return print_json(copy.get());
}

// The text has what the trees have not: comments. It is shown where nothing had to be hidden.
void write_raw(JsonWriter& out, const Config& config, const std::string& parsed) {
  const std::string& text = config.source();
  const bool hides = config.written() != nullptr && parsed != print_json(config.written());
  if (!config.exists() || hides || mask_known_forms(text) != text) {
    out.key("raw").null();
  } else {
    out.key("raw").value(text);
  }
}

void write_warnings(JsonWriter& out, const Config& config, std::string_view version) {
  out.key("warnings").array();
  const auto tell = [&out](const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      out.object().key("path").value("").key("message").value(text).end();
    }
  };
  tell(config.warnings());
  tell(config_advice(config.root(), version));
  out.end();
}

void write_head(JsonWriter& out, const std::string& file, bool exists,
                const std::vector<std::string>& included) {
  out.object().key("path").value(file).key("includedPaths").array();
  for (const std::string& path : included) out.value(path);
  out.end().key("includeProvenance").array().end();
  out.key("agentRosterIncludeOwned").value(false).key("bindingsIncludeOwned").value(false);
  out.key("exists").value(exists);
}

void write_hashes(JsonWriter& out, const ConfigFacts& facts, std::string_view text) {
  const std::string hash = facts.hash.of(text);
  out.key("hash").value(hash).key("legacyIssues").array().end();
  out.key("configRevisionHash").value(hash).key("appliedConfigHash").value(facts.applied_hash);
}

// The hash is that of the text all the same: by it a client may put a good one in its place.
std::string broken(const ConfigFacts& facts, const Error& error) {
  const auto text = read_file(facts.file, kMaxConfigBytes);
  JsonWriter out;
  write_head(out, facts.file, true, {});
  out.key("raw").null();
  for (const char* tree : {"parsed", "sourceConfig", "resolved", "runtimeConfig", "config"}) {
    out.key(tree).object().end();
  }
  out.key("valid").value(false);
  write_issues(out.key("issues"), {{"", error.message}});
  out.key("warnings").array().end();
  write_hashes(out, facts, text && text->has_value() ? **text : "");
  return out.end().take();
}

}  // namespace

std::string config_snapshot_json(const ConfigFacts& facts) {
  const auto config = Config::load(facts.file);
  if (!config) return broken(facts, config.error());
  const std::string parsed = shown(config->written());
  const std::string resolved = shown(config->root());
  const std::vector<ConfigIssue> issues = all_issues(*config, facts.plugin_dir);
  JsonWriter out;
  write_head(out, facts.file, config->exists(), config->included());
  write_raw(out, *config, parsed);
  out.key("parsed").raw(parsed);
  for (const char* tree : {"sourceConfig", "resolved", "runtimeConfig", "config"}) {
    out.key(tree).raw(resolved);
  }
  out.key("valid").value(issues.empty());
  write_issues(out.key("issues"), issues);
  write_warnings(out, *config, facts.version);
  write_hashes(out, facts, config->source());
  return out.end().take();
}

}  // namespace openclaw
