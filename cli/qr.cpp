// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "cli/commands.hpp"
#include "cli/qr_drawing.hpp"
#include "cli/scopes.hpp"
#include "cli/session.hpp"
#include "core/json/indent.hpp"
#include "core/paths.hpp"

namespace openclaw::cli {
namespace {

constexpr const char* kLimited =
    "Others can read what is sent to a ws:// address, so this code gives limited access.\n"
    "For full access use a wss:// address, then make a new code.";

struct Made {
  JsonTree answer;
  std::string source;  // which key or flag named the address
  [[nodiscard]] std::string text(const char* key) const {
    return std::string(json_string(answer.get(), key));
  }
  [[nodiscard]] bool limited() const { return json_bool(answer.get(), "accessDowngraded", false); }
};

// --url, then --public-url.
std::string url_by_flag(const Arguments& arguments) {
  const std::string url = arguments.value("url").value_or("");
  return url.empty() ? arguments.value("public-url").value_or("") : url;
}

std::string check(const Arguments& arguments, const Config& config) {
  if (arguments.has("token") && arguments.has("password")) {
    return "Use either --token or --password, not both.";
  }
  if (arguments.has("limited") && arguments.has("voice-node")) {
    return "Use either --limited or --voice-node, not both.";
  }
  const std::string_view tailscale = config.text("gateway.tailscale.mode");
  if (arguments.has("remote") && url_by_flag(arguments).empty() &&
      config.text("gateway.remote.url").empty() && tailscale != "serve" && tailscale != "funnel") {
    return "qr --remote requires gateway.remote.url (or gateway.tailscale.mode=serve/funnel).";
  }
  return {};
}

// Whose --url is the address in the code, not that of the gateway to ask.
Result<Target> gateway_to_ask(const Arguments& arguments, const Config& config) {
  const std::string by_hand = trimmed_variable("OPENCLAW_GATEWAY_URL");
  if (!by_hand.empty()) return target_by_hand(arguments, config, by_hand, false);
  const bool elsewhere = config.text("gateway.mode") == "remote" && has_remote(config);
  return configured_target(arguments, config, elsewhere);
}

std::string params_of(const Arguments& arguments, const std::string& url) {
  JsonWriter w;
  w.object().key("includeQr").value(false);
  if (!url.empty()) w.key("publicUrl").value(url);
  if (arguments.has("remote")) w.key("preferRemoteUrl").value(true);
  if (arguments.has("limited")) w.key("bootstrapProfile").value("limited");
  if (arguments.has("voice-node")) w.key("bootstrapProfile").value("voice-node");
  return w.end().take();
}

Result<Made> make_code(const Arguments& arguments) {
  const auto config = load_config();
  if (!config) return config.error();
  const std::string wrong = check(arguments, *config);
  if (!wrong.empty()) return invalid_request(wrong);
  const auto deadline = read_deadline(arguments);
  if (!deadline) return deadline.error();
  const auto target = gateway_to_ask(arguments, *config);
  if (!target) return target.error();
  // A gateway elsewhere does not know by which address it was found from here, where that is more
  // than the end of a tunnel.
  const bool elsewhere = config->text("gateway.mode") == "remote" && !target->ssh;
  const std::string by_flag = url_by_flag(arguments);
  const std::string url =
      by_flag.empty() && elsewhere ? std::string(config->text("gateway.remote.url")) : by_flag;
  auto client = GatewayClient::connect(*target, {Mode::command, {scope::kAdmin}}, *deadline);
  if (!client) return client.error();
  const auto answer =
      (*client)->call("device.pair.setupCode", params_of(arguments, url), false, *deadline);
  (*client)->close();
  if (!answer) return answer.error();
  if (!answer->ok) return answer->error;
  auto tree = parse_json(answer->payload);
  if (!tree) return tree.error();
  std::string source(json_string(tree->get(), "urlSource"));
  if (!by_flag.empty()) {
    source = arguments.value("url").value_or("").empty() ? "--public-url" : "--url";
  } else if (!url.empty()) {
    source = "gateway.remote.url";
  }
  return Made{std::move(*tree), std::move(source)};
}

int print_as_json(const Made& made) {
  JsonWriter w;
  w.object().key("setupCode").value(made.text("setupCode"));
  w.key("gatewayUrl").value(made.text("gatewayUrl")).key("auth").value(made.text("auth"));
  w.key("urlSource").value(made.source).key("access").value(made.text("access"));
  if (made.limited()) w.key("accessDowngraded").value(true);
  std::puts(indent_json(w.end().str()).c_str());
  return 0;
}

bool has_colors() {
  const char* no_color = std::getenv("NO_COLOR");
  return ::isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0');
}

int print_text(const Arguments& arguments, const Made& made) {
  std::string text = "Pairing QR\n";
  if (!arguments.has("no-ascii")) {
    const auto drawn = draw_qr(made.text("setupCode"));
    if (!drawn) {
      return fail(drawn.error().message + ".\nWith --no-ascii the code is printed as text alone.");
    }
    text += "Scan this with the OpenClaw app of a phone (Onboarding -> Scan QR).\n\n" +
            qr_drawing(*drawn, has_colors());
  }
  text += "\nSetup code: " + made.text("setupCode") + "\nGateway: " + made.text("gatewayUrl") +
          "\nAuth: " + made.text("auth") + "\nAccess: " + made.text("access") + '\n';
  if (made.limited()) text += std::string(kLimited) + '\n';
  text += "Source: " + made.source +
          "\n\nThe code is good once, for ten minutes.\n"
          "A device that has to be approved waits here:\n"
          "  openclaw devices list\n  openclaw devices approve <requestId>";
  std::puts(text.c_str());
  return 0;
}

int run_qr(const Arguments& arguments) {
  const auto made = make_code(arguments);
  if (!made) return fail("qr failed: " + made.error().message);
  if (arguments.has("json")) return print_as_json(*made);
  if (!arguments.has("setup-code-only")) return print_text(arguments, *made);
  if (made->limited()) std::fprintf(stderr, "%s\n", kLimited);
  std::puts(made->text("setupCode").c_str());
  return 0;
}

}  // namespace

Command qr_command() {
  Command command{"qr", "Make a setup code for a device, and draw it as a QR code"};
  command.detail = "Whoever has the code may come in once, within ten minutes.";
  command.options = {{"remote", nullptr, "The address in the code is gateway.remote.url"},
                     {"url", "<url>", "The address in the code"},
                     {"public-url", "<url>", "The same, where --url is not given"},
                     {"token", "<token>", "Token of the gateway"},
                     {"password", "<password>", "Password of the gateway"},
                     {"limited", nullptr, "The device becomes no administrator"},
                     {"voice-node", nullptr, "The device is a voice node: it reads and talks"},
                     {"setup-code-only", nullptr, "Print the code and nothing else"},
                     {"no-ascii", nullptr, "Draw nothing"},
                     {"json", nullptr, "Print the code as JSON"},
                     {"timeout", "<ms>", "Longest wait in milliseconds (default: 10000)"},
                     {"help", nullptr, "Show this help", 'h'}};
  command.run = run_qr;
  return command;
}

}  // namespace openclaw::cli
