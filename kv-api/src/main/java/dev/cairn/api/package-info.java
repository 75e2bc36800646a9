/**
 * What a caller of the store says and hears: keys, contexts, siblings, requests, results, receipts,
 * errors.
 *
 * <pre>
 * ClientProtocol ──▶ KeyValueService   get · put · delete · scan · watch · resolve            (data)
 *                │         └─▶ ShortPath            plain get and put of keys of this node alone
 *                └─▶ AdminService      members and their changes · ring · explain · buckets (control)
 * </pre>
 *
 * Nothing here knows how a request is carried or stored. Clients, protocols and the coordinator all
 * speak these types.
 */
@NullMarked
package dev.cairn.api;

import org.jspecify.annotations.NullMarked;
