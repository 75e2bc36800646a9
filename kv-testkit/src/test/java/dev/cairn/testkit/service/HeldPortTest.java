package dev.cairn.testkit.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class HeldPortTest {
    @Test
    void whoNamesItMayListenThereAgainAndAgainAndNobodyIsThereMeanwhile() throws IOException {
        try (HeldPort held = new HeldPort()) {
            int port = held.address().port();
            InetAddress here = InetAddress.getByName(held.address().host());
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> new Socket(here, port).close())
                        .isInstanceOf(ConnectException.class);
                try (ServerSocket listening = new ServerSocket(port, 1, here);
                        Socket caller = new Socket(here, port)) {
                    assertThat(caller.getPort()).isEqualTo(listening.getLocalPort());
                    assertThatThrownBy(() -> new ServerSocket(port, 1, here).close())
                            .isInstanceOf(BindException.class);
                }
            }
        }
    }

    @Test
    void whoDoesNotReuseAddressesIsNotGivenIt() throws IOException {
        try (HeldPort held = new HeldPort();
                ServerSocket strict = new ServerSocket()) {
            strict.setReuseAddress(false);
            InetSocketAddress at =
                    new InetSocketAddress(held.address().host(), held.address().port());
            assertThatThrownBy(() -> strict.bind(at)).isInstanceOf(BindException.class);
        }
    }
}
