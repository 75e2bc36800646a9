package dev.cairn.transport.netty.clients;

import dev.cairn.api.AdminService;
import java.lang.reflect.Proxy;

/** An admin service for protocols that must not use it. */
public final class NoAdmin {
    private NoAdmin() {}

    /** One whose every method fails. */
    public static AdminService service() {
        return (AdminService)
                Proxy.newProxyInstance(
                        NoAdmin.class.getClassLoader(),
                        new Class<?>[] {AdminService.class},
                        (proxy, method, arguments) -> {
                            throw new UnsupportedOperationException(method.getName());
                        });
    }
}
