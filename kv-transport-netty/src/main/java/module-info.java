/**
 * Everything of Cairn that speaks through sockets by Netty: frames between nodes, and the servers
 * for clients.
 *
 * <p>A plugin module: it exports nothing. All of it runs on the node's lanes, through one event
 * loop each.
 *
 * @provides dev.cairn.api.spi.ClientProtocol.Provider the protocols {@code native}, {@code resp}
 *     and {@code http}
 * @provides dev.cairn.api.spi.Transport.Provider the transport {@code netty}
 */
module dev.cairn.transport.netty {
    requires dev.cairn.api;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.unix.common;
    requires jdk.net;
    requires tools.jackson.core;

    provides dev.cairn.api.spi.ClientProtocol.Provider with
            dev.cairn.transport.netty.http.HttpProvider,
            dev.cairn.transport.netty.nativeprotocol.NativeProtocolProvider,
            dev.cairn.transport.netty.resp.RespProvider;
    provides dev.cairn.api.spi.Transport.Provider with
            dev.cairn.transport.netty.peer.NettyTransportProvider;
}
