package dev.cairn.transport.netty.nativeprotocol;

/** The same over TLS, with users. */
final class TlsNativeContractTest extends NativeContractTest {
    @Override
    protected boolean isSecured() {
        return true;
    }
}
