// SPDX-License-Identifier: MIT
// Whose request it is when a proxy passes it on: gateway.trustedProxies names the proxies whose
// word is taken for it.
#pragma once
#include <vector>

#include "core/http/message.hpp"
#include "core/net/address.hpp"

namespace openclaw {

struct ProxyRules {
  std::vector<AddressRange> trusted = {};
  bool real_ip = false;  // X-Real-IP counts where X-Forwarded-For tells nothing
};

// Where a trusted proxy says for whom it asks, `peer` becomes that client's address and `proxied`
// is set; `from_proxy` is set for all that it asks. Any other request stays as it is, and is
// unattributed() if a proxy left its mark.
void attribute(HttpRequest& request, const ProxyRules& rules);
// The same for what came by a front (Ingress): the hop that it added is the client, whatever the
// rules say.
void attribute_front(HttpRequest& request);

}  // namespace openclaw
