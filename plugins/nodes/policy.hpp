// SPDX-License-Identifier: MIT
// Which commands a node may be asked for: the list of its platform, what the configuration allows
// and denies beyond it, and what an operator must hold to approve them. No I/O, any thread.
#pragma once
#include "names.hpp"
#include "surface.hpp"

namespace nodes {

// gateway.nodes.commands.allow and .deny, with the older spellings of both.
struct CommandRules {
  Names allow;
  Names deny;
};

// "ios", "watchos", "android", "macos", "windows", "linux" or "unknown": a platform that its device
// family does not bear out is unknown.
std::string platform_id(const Face& face);
// What node hosts call a desktop (darwin, win32) under the name that the lists have.
void name_desktop(Face& face);

class Policy {
 public:
  Policy() = default;
  // A command that has two spellings is denied in both when it is in one.
  explicit Policy(CommandRules rules);
  // What is left of a declaration: only this can be approved. A capability goes with the last of
  // its commands.
  [[nodiscard]] Surface declarable(const Face& face, const Surface& declared) const;
  // What is left of what was approved and declared, and so may be asked for.
  [[nodiscard]] Surface usable(const Face& face, const Surface& declared,
                               const Surface& approved) const;
  // Why a node may not be asked for a command; empty when it may. `pending` has what it declares.
  struct Refusal {
    std::string reason;
    std::string message;
  };
  [[nodiscard]] Refusal refuse(const Face& face, const Surface& usable, const Surface& pending,
                               const std::string& command) const;

 private:
  [[nodiscard]] bool allows(const Face& face, const Surface& declared, const Names* approved,
                            const std::string& command) const;
  [[nodiscard]] std::string not_listed(const Face& face, const std::string& command) const;

  CommandRules rules_;
};

// Commands that the gateway keeps to itself: no node declares them and nobody asks for them.
bool is_private(std::string_view command);
bool is_admin_only(std::string_view command);
// What an operator must hold to approve these commands.
Names approve_scopes(const Names& commands);

}  // namespace nodes
