/**
 * Peer frames and the client protocol over gRPC. A plugin: exports nothing, is found by service
 * name.
 *
 * <p>gRPC and protobuf are automatic modules, so what they use in turn is required here by name.
 */
module dev.cairn.transport.grpc {
    requires static transitive org.jspecify;
    requires com.google.common;
    requires com.google.common.util.concurrent.internal;
    requires com.google.protobuf;
    requires dev.cairn.api;
    requires io.grpc;
    requires io.grpc.netty;
    requires io.grpc.protobuf;
    requires io.grpc.stub;
    requires io.netty.codec.http2;
    requires io.netty.handler;
    requires io.netty.handler.proxy;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires jdk.unsupported;
}
