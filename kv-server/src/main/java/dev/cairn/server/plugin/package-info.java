/**
 * Finding plugins: every provider of every service, by name.
 *
 * <pre>
 *   modules in lib/  ──┐
 *                      ├─ ServiceLoader ─▶ PluginRegistry : (service, name) ─▶ provider
 *   modules in plugins/┘   (child layer)
 *   modules on a class path ─ their descriptors ─▶ PluginRegistry, for tests and embedders
 * </pre>
 *
 * Listing opens nothing. No other package of this module calls {@link java.util.ServiceLoader}.
 */
@NullMarked
package dev.cairn.server.plugin;

import org.jspecify.annotations.NullMarked;
