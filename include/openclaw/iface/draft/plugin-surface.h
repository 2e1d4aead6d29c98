/* SPDX-License-Identifier: MIT */
/*
 * oc.plugin-surface/1 (draft) - served by a plugin that gives clients a URL of its own: a page that
 * only the client holding the URL can open. The plugin nodes finds all who serve it, names their
 * URLs in the hello of nodes (`pluginSurfaceUrls`), and asks anew for node.pluginSurface.refresh,
 * plugin.surface.refresh and node.canvas.capability.refresh.
 */
#ifndef OPENCLAW_IFACE_DRAFT_PLUGIN_SURFACE_H
#define OPENCLAW_IFACE_DRAFT_PLUGIN_SURFACE_H

#include <openclaw/iface/draft/clients.h>

#define OC_PLUGIN_SURFACE "oc.plugin-surface/1"

/* A URL for one client. Zeroed by the caller, with its size set. */
typedef struct oc_surface_url {
  uint32_t size;
  oc_str url;         /* borrowed until the next call of the plugin */
  int64_t expires_ms; /* since 1970; 0: with its client only */
} oc_surface_url;

typedef struct oc_plugin_surface {
  uint32_t size;
  const char *name; /* what clients ask for: "canvas" */
  /* A fresh URL for this client. Any former one of it may go on for a while. Also called before the
   * client's hello. The caps of a node are here those that were approved of it. -ENOENT: this
   * client gets none. */
  int (*refresh)(void *state, const oc_client *, oc_surface_url *);
} oc_plugin_surface;

#endif
