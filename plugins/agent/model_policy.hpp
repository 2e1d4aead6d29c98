// SPDX-License-Identifier: MIT
// Which model answers: what the configuration says under agents.defaults, and what somebody asked
// for. No I/O.
#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace agent {

// "provider/model"; the first slash parts them.
struct ModelRef {
  std::string provider = {};
  std::string model = {};
  [[nodiscard]] std::string text() const { return provider + '/' + model; }
};

// Parts of the configuration as JSON; each may be empty.
struct PolicyTexts {
  std::string_view model;             // agents.defaults.model
  std::string_view models;            // agents.defaults.models
  std::string_view thinking_default;  // agents.defaults.thinkingDefault
  std::string_view usual;             // the reference that answers where agents.defaults names none
};

// The models to ask, the first first; or why there is none.
struct Choice {
  std::vector<ModelRef> models = {};
  std::string problem = {};
};

inline bool holds(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

class ModelPolicy {
 public:
  // The providers that list a model by this id.
  using Providers = std::function<std::vector<std::string>(std::string_view id)>;

  explicit ModelPolicy(const PolicyTexts& texts);

  // The first model of a run that asks for none, and those that follow when it fails.
  [[nodiscard]] const std::string& primary() const { return primary_; }
  [[nodiscard]] const std::vector<std::string>& fallbacks() const { return fallbacks_; }
  // agents.defaults names a model or lists some.
  [[nodiscard]] bool chosen() const { return chosen_; }
  [[nodiscard]] bool lists_models() const { return !entries_.empty(); }
  // The references that agents.defaults names, each once.
  [[nodiscard]] std::vector<std::string> named() const;
  // agents.defaults.models is a list of what is allowed as soon as it is not empty.
  [[nodiscard]] bool allows(const std::string& reference) const;
  [[nodiscard]] std::string alias_of(const std::string& reference) const;
  // The JSON object that its entry has as `params`; empty: none.
  [[nodiscard]] std::string params_of(const std::string& reference) const;
  [[nodiscard]] const std::string& thinking_default() const { return thinking_default_; }

  // `asked`: a reference, an alias or the id of a model; empty: the configured ones. Whoever asks
  // for a model gets that one or an error.
  [[nodiscard]] Choice choose(std::string_view asked, const Providers& providers) const;

 private:
  struct Entry {
    std::string alias;
    std::string params;
  };
  [[nodiscard]] std::string resolve_alias(std::string_view text) const;
  // False: `problem` says why.
  bool find(std::string_view asked, const Providers& providers, ModelRef& out,
            std::string& problem) const;

  std::string primary_;
  std::vector<std::string> fallbacks_;
  std::map<std::string, Entry> entries_;
  std::string thinking_default_;
  bool chosen_ = false;
};

}  // namespace agent
