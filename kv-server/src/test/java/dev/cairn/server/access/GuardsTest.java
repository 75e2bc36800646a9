package dev.cairn.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.security.Grant;
import dev.cairn.api.security.Principal;
import dev.cairn.api.security.Role;
import dev.cairn.api.spi.Authorizer;
import dev.cairn.api.spi.ConfigType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardsTest {
    @Test
    void noMethodOfAServiceIsForgotten() {
        assertOverridden(KeyValueService.class, GuardedKeyValues.class);
        assertOverridden(AdminService.class, GuardedAdmin.class);
    }

    private static void assertOverridden(Class<?> service, Class<?> guard) {
        assertThat(service.getDeclaredMethods())
                .filteredOn(method -> Modifier.isPublic(method.getModifiers()))
                .allSatisfy(method ->
                        assertThat(guard.getDeclaredMethods())
                                .as("%s guards %s", guard.getSimpleName(), method)
                                .anyMatch(own -> overrides(own, method)));
    }

    private static boolean overrides(Method own, Method method) {
        return own.getName().equals(method.getName())
                && Arrays.equals(own.getParameterTypes(), method.getParameterTypes());
    }

    @ParameterizedTest
    @CsvSource({
        "read:sessions, READ, sessions, true",
        "read:sessions, READ, sessions-2, false",
        "read:sessions, WRITE, sessions, false",
        "write:app-*, WRITE, app-1, true",
        "write:app-*, WRITE, app, false",
        "write:app-*, READ, app-1, false",
        "admin:app-*, READ, app-1, true",
        "admin:app-*, WRITE, app-1, true",
        "admin:app-*, ADMIN, app-1, true",
        "admin:app-*, ADMIN, *, false",
        "admin, ADMIN, *, true",
        "read, READ, anything, true",
        "read, ADMIN, *, false"
    })
    void aGrantAllowsItsRoleInItsBucketsAndNothingElse(
            String grant, Role role, String bucket, boolean allowed) {
        Authorizer grants = new GrantsAuthorizerProvider().open(new ConfigType.NoConfig());
        Principal caller = new Principal("alice", List.of(Grant.parse(grant)));
        assertThat(grants.allows(caller, role, bucket)).isEqualTo(allowed);
    }
}
