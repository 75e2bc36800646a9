package dev.cairn.transport.netty.resp;

/** The same over TLS, with users. */
final class TlsRespContractTest extends RespContractTest {
    @Override
    protected boolean isSecured() {
        return true;
    }
}
