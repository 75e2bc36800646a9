/** The providers of the gRPC transport and of the gRPC client protocol. */
@NullMarked
package dev.cairn.transport.grpc;

import org.jspecify.annotations.NullMarked;
