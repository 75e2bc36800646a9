/**
 * Everything of Cairn that speaks gRPC: frames between nodes, and a server for clients, at one port
 * if they are told the same. A plugin: it is found by its services, and exports nothing but its
 * messages to protobuf, which makes them by reflection.
 *
 * <p>gRPC and protobuf are automatic modules, so what they need in turn is required here by name.
 *
 * @provides dev.cairn.api.spi.ClientLink.Provider kv-client's connections over {@code grpc}
 * @provides dev.cairn.api.spi.ClientProtocol.Provider the protocol {@code grpc}
 * @provides dev.cairn.api.spi.Transport.Provider the transport {@code grpc}
 */
module dev.cairn.transport.grpc {
    requires com.google.common;
    requires com.google.common.util.concurrent.internal;
    requires com.google.protobuf;
    requires dev.cairn.api;
    requires io.grpc;
    requires io.grpc.netty;
    requires io.grpc.protobuf;
    requires io.grpc.services;
    requires io.grpc.stub;
    requires io.netty.codec.http2;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.handler.proxy;
    requires io.netty.transport;
    requires java.logging;
    requires jdk.unsupported;
    requires static transitive org.jspecify;

    exports dev.cairn.transport.grpc.v1 to
            com.google.protobuf;

    provides dev.cairn.api.spi.ClientLink.Provider with
            dev.cairn.transport.grpc.link.GrpcLinkProvider;
    provides dev.cairn.api.spi.ClientProtocol.Provider with
            dev.cairn.transport.grpc.GrpcProtocolProvider;
    provides dev.cairn.api.spi.Transport.Provider with
            dev.cairn.transport.grpc.peer.GrpcTransportProvider;
}
