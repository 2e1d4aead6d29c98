// SPDX-License-Identifier: MIT
#include "policy_tables.hpp"

#include <map>

#include "policy.hpp"

namespace nodes {
namespace {

using Parts = std::initializer_list<const Names*>;

const Names kSystemRun = {"system.run.prepare", "system.run", "system.which"};
const Names kExecApprovals = {"system.execApprovals.get", "system.execApprovals.set"};
const Names kAdminOnly = {"browser.proxy", "browser.proxy.upload.v1", "fs.listDir",
                          "terminal.upload"};
const Names kRemoteTools = {"mcp.tools.call.v1", "agent.cli.claude.run.v1"};
const Names kScreen = {"screen.snapshot", "desktop.stream"};
const Names kDesktopOnly = {"computer.act", "ollama.chat", "ollama.models"};
const Names kNotify = {"system.notify"};
const Names kCamera = {"camera.list"};
const Names kPan = {"camera.ptz.status"};
const Names kLocation = {"location.get"};
const Names kDevice = {"device.info", "device.status"};
const Names kApps = {"device.apps"};
const Names kAndroid = {"notifications.list", "notifications.actions", "device.permissions",
                        "device.health",      "callLog.search",        "mobile.ui.observe",
                        "mobile.ui.act"};
const Names kPersonal = {"contacts.search", "calendar.events", "reminders.list",
                         "photos.latest",   "motion.activity", "motion.pedometer"};
const Names kCanvas = {"canvas.present",    "canvas.hide",          "canvas.navigate",
                       "canvas.eval",       "canvas.snapshot",      "canvas.a2ui.push",
                       "canvas.a2ui.reset", "canvas.a2ui.pushJSONL"};
const Names kDangerous = {"camera.snap",  "camera.clip",   "camera.ptz.control", "screen.record",
                          "contacts.add", "calendar.add",  "reminders.add",      "sms.send",
                          "sms.search",   "health.summary"};
const Names kWatchRelay = {"watch.status", "watch.notify"};
const Names kPushToTalk = {"talk.ptt.start", "talk.ptt.stop", "talk.ptt.cancel", "talk.ptt.once"};

Names joined(Parts parts) {
  Names out;
  for (const Names* one : parts) out.insert(out.end(), one->begin(), one->end());
  return out;
}

const Names kDesktopHost =
    joined({&kSystemRun, &kExecApprovals, &kAdminOnly, &kRemoteTools, &kScreen});
const Names kDesktop = joined({&kDesktopHost, &kNotify, &kDesktopOnly});

const std::map<std::string, Names, std::less<>> kPlatforms = {
    {"linux", kDesktop},
    {"macos",
     joined({&kDesktop, &kCamera, &kPan, &kLocation, &kDevice, &kApps, &kPersonal, &kCanvas})},
    {"windows", joined({&kDesktop, &kCamera, &kLocation, &kDevice})},
    {"ios", joined({&kCamera, &kLocation, &kDevice, &kPersonal, &kNotify, &kCanvas})},
    {"android",
     joined({&kCamera, &kLocation, &kDevice, &kApps, &kPersonal, &kNotify, &kAndroid, &kCanvas})},
    {"watchos", joined({&kDevice, &kNotify})},
    {"unknown", joined({&kCamera, &kLocation, &kNotify, &kCanvas})}};

const std::map<std::string, Names, std::less<>> kFamilies = {
    {"camera",
     {"camera.list", "camera.ptz.status", "camera.snap", "camera.clip", "camera.ptz.control"}},
    {"computer", {"computer.act"}},
    {"location", kLocation},
    {"screen", {"screen.snapshot", "desktop.stream", "screen.record"}}};

}  // namespace

const Names& platform_commands(std::string_view platform) {
  const auto found = kPlatforms.find(platform);
  return found == kPlatforms.end() ? kPlatforms.find("unknown")->second : found->second;
}

bool is_desktop_host(std::string_view command) { return contains(kDesktopHost, command); }
bool is_dangerous(std::string_view command) { return contains(kDangerous, command); }
bool is_watch_relay(std::string_view command) { return contains(kWatchRelay, command); }
bool is_push_to_talk(std::string_view command) { return contains(kPushToTalk, command); }
bool is_system_run(std::string_view command) { return contains(kSystemRun, command); }
bool is_exec_approvals(std::string_view command) { return contains(kExecApprovals, command); }
bool is_admin_only(std::string_view command) { return contains(kAdminOnly, command); }

const Names* family_of(std::string_view capability) {
  const auto found = kFamilies.find(capability);
  return found == kFamilies.end() ? nullptr : &found->second;
}

}  // namespace nodes
