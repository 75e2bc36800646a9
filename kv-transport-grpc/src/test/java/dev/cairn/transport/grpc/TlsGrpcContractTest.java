package dev.cairn.transport.grpc;

/** The same over TLS, with users. */
final class TlsGrpcContractTest extends GrpcContractTest {
    @Override
    protected boolean isSecured() {
        return true;
    }
}
