// SPDX-License-Identifier: MIT
#include "core/device/setup_methods.hpp"

#include <memory>
#include <utility>

#include "core/base64.hpp"
#include "core/control/methods.hpp"
#include "core/device/devices.hpp"
#include "core/device/qr_code.hpp"
#include "core/json/json.hpp"
#include "core/log/log.hpp"
#include "core/loop.hpp"

namespace openclaw {
namespace {

constexpr const char* kCodeParams =
    R"({"type":"object","properties":{"publicUrl":{"type":"string","minLength":1},)"
    R"("preferRemoteUrl":{"type":"boolean"},"includeQr":{"type":"boolean"},)"
    R"("bootstrapProfile":{"type":"string","enum":["limited","node","voice-node"]},)"
    R"("joinUrl":{"type":"boolean","const":true}},"additionalProperties":false})";
constexpr const char* kSetupStatusParams =
    R"({"type":"object","required":["setupId"],"properties":{)"
    R"("setupId":{"type":"string","minLength":1,"maxLength":128}},"additionalProperties":false})";
constexpr std::size_t kMostQrUrl = 16'384;

// One request on its way: the address, then the code, then the picture.
struct Making {
  RequestRef request;
  SetupPlaces places;
  SetupWish wish;
  SetupKind kind = SetupKind::kFull;
  bool with_qr = true;
  bool downgraded = false;
  const char* auth = "token";
  Result<SetupUrl> url = SetupUrl{};
  std::string setup_id = {};
  std::string code = {};
  std::string qr = {};
  std::int64_t expires_ms = 0;
};
using MakingRef = std::shared_ptr<Making>;

void reply(const Making& making) {
  JsonWriter w;
  w.object().key("setupId").value(making.setup_id).key("expiresAtMs").value(making.expires_ms);
  w.key("setupCode").value(making.code);
  if (!making.qr.empty()) w.key("qrDataUrl").value(making.qr);
  w.key("gatewayUrl").value(making.url->url).key("auth").value(making.auth);
  w.key("urlSource").value(making.url->source).key("access").value(setup_access(making.kind));
  if (making.downgraded) w.key("accessDowngraded").value(true);
  making.request->reply(w.end().str());
}

void draw(Making& making) {
  const Result<QrCode> drawn = draw_qr(making.code);
  if (drawn) {
    making.qr = qr_data_url(*drawn, kMostQrUrl);
  } else {
    log_line(LogLevel::warn, "devices",
             "a setup code goes without its picture: " + drawn.error().message);
  }
}

class SetupMethods {
 public:
  SetupMethods(Loop& loop, Devices& devices, SetupFacts facts)
      : loop_(loop), devices_(devices), facts_(std::move(facts)) {}

  void make(const RequestRef& request, const cJSON* params) const {
    const std::string_view profile = json_string(params, "bootstrapProfile");
    if (json_bool(params, "joinUrl", false)) {
      if (!profile.empty() && profile != "node") {
        return request->fail(invalid_request("Join URLs require bootstrapProfile=node."));
      }
      return request->fail(
          invalid_request("This gateway serves no join URLs; use the setup code instead."));
    }
    if (facts_.auth_mode == AuthMode::kNone) {
      return request->fail(
          invalid_request("Pairing setup requires gateway.auth.mode \"token\" or \"password\"; "
                          "current mode is \"none\"."));
    }
    const auto making = std::make_shared<Making>();
    making->request = request;
    making->places = facts_.places;
    if (facts_.tailnet_name) making->places.tailnet_name = facts_.tailnet_name();
    making->wish = {std::string(json_string(params, "publicUrl")),
                    json_bool(params, "preferRemoteUrl", false)};
    making->kind = parse_setup_kind(profile).value_or(SetupKind::kFull);
    making->with_qr = json_bool(params, "includeQr", true);
    if (facts_.auth_mode == AuthMode::kPassword) making->auth = "password";
    loop_.work(
        [making] {
          making->url = find_setup_url(making->places, making->wish, own_setup_network());
        },
        [this, making] { issue(making); });
  }

  void tell(const RequestRef& request, const cJSON* params) const {
    devices_.tidy();
    const SetupOutcome* outcome =
        devices_.setup().outcome(std::string(json_string(params, "setupId")));
    JsonWriter w;
    w.object();
    if (outcome) w.key(outcome->delivered ? "completion" : "deliveryUncertain");
    if (outcome) w.raw(outcome_json(*outcome));
    request->reply(w.end().str());
  }

 private:
  void issue(const MakingRef& making) const {
    // A code that nobody hears of is not made.
    if (making->request->gone()) return;
    if (!making->url) return making->request->fail(making->url.error());
    // An administrator's token does not travel where others may read it.
    if (making->kind == SetupKind::kFull && !is_private_url(making->url->url)) {
      making->kind = SetupKind::kLimited;
      making->downgraded = true;
    }
    devices_.issue_code(making->kind, [this, making](const Result<IssuedCode>& issued) {
      if (!issued) return making->request->fail(issued.error());
      making->setup_id = issued->id;
      making->expires_ms = issued->expires_ms;
      making->code = setup_code_text(making->url->url, issued->token.reveal(), issued->expires_ms);
      if (!making->with_qr) return reply(*making);
      loop_.work([making] { draw(*making); }, [making] { reply(*making); });
    });
  }

  Loop& loop_;
  Devices& devices_;
  const SetupFacts facts_;
};

void add(MethodTable& methods, const std::shared_ptr<SetupMethods>& setup, const char* name,
         const char* schema, void (SetupMethods::*handle)(const RequestRef&, const cJSON*) const) {
  Method method;
  method.name = name;
  method.scope = "operator.admin";
  method.advertised = false;
  method.handle = [setup, handle](const RequestRef& request, std::string_view params) {
    const Result<JsonTree> tree = parse_json(params.empty() ? "{}" : params);
    (*setup.*handle)(request, tree ? tree->get() : nullptr);
  };
  methods.add_own(std::move(method), schema);
}

}  // namespace

std::string setup_code_text(const std::string& url, const std::string& token,
                            std::int64_t expires_ms) {
  JsonWriter w;
  w.object().key("url").value(url).key("bootstrapToken").value(token);
  return base64url(w.key("expiresAtMs").value(expires_ms).end().str());
}

void add_setup_methods(MethodTable& methods, Loop& loop, Devices& devices, SetupFacts facts) {
  const auto setup = std::make_shared<SetupMethods>(loop, devices, std::move(facts));
  add(methods, setup, "device.pair.setupCode", kCodeParams, &SetupMethods::make);
  add(methods, setup, "device.pair.setupStatus", kSetupStatusParams, &SetupMethods::tell);
}

}  // namespace openclaw
