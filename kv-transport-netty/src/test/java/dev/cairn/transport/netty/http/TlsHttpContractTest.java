package dev.cairn.transport.netty.http;

/** The same over TLS, with users. */
final class TlsHttpContractTest extends HttpContractTest {
    @Override
    protected boolean isSecured() {
        return true;
    }
}
