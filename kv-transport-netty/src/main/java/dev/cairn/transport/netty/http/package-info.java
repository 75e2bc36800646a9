/**
 * The protocol {@code http}: the data API and the admin API, described in docs/http-api.md.
 *
 * <pre>
 * socket ─▶ HttpServerCodec ─▶ HttpConnection ─▶ Router ─┬─ KeyApi, ListApi, OperationApi    ─▶ KeyValueService
 *                                   ▲                    ├─ AdminApi, BucketApi, TaskApi     ─▶ AdminService
 *                                   │                    ├─ Batch        JSON lines, streamed ─▶ KeyValueService
 *                                   └──── Response ◀─────┴─ WatchStream  events, streamed     ─▶ KeyValueService
 * </pre>
 *
 * A connection serves one request after another; only a batch has many operations in flight. {@link
 * dev.cairn.transport.netty.http.Problem} is the one place where errors become statuses.
 */
@NullMarked
package dev.cairn.transport.netty.http;

import org.jspecify.annotations.NullMarked;
