package dev.cairn.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.spi.ConfigType;
import java.util.List;
import org.junit.jupiter.api.Test;

class PluginRegistryTest {
    @Test
    void findsPluginsByServiceAndName() {
        PluginRegistry registry = FakePlugins.registry();
        assertThat(registry.find(Service.STORAGE, "lsm")).isPresent();
        assertThat(registry.find(Service.STORAGE, "netty")).isEmpty();
        assertThat(registry.names(Service.RESOLVER)).containsExactly("lww", "siblings");
    }

    @Test
    void refusesTwoPluginsOfOneName() {
        var one = FakePlugins.plugin(Service.STORAGE, "lsm", ConfigType.none());
        var two = FakePlugins.plugin(Service.STORAGE, "lsm", ConfigType.none());
        assertThatThrownBy(() -> new PluginRegistry(List.of(one, two)))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("two storage plugins called \"lsm\"");
    }

    @Test
    void letsTwoServicesUseOneName() {
        var storage = FakePlugins.plugin(Service.STORAGE, "memory", ConfigType.none());
        var transport = FakePlugins.plugin(Service.TRANSPORT, "memory", ConfigType.none());
        assertThat(new PluginRegistry(List.of(storage, transport)).names(Service.TRANSPORT))
                .containsExactly("memory");
    }

    @Test
    void refusesANameThatCannotStandInAFile() {
        var named = FakePlugins.plugin(Service.STORAGE, "My Engine", ConfigType.none());
        assertThatThrownBy(() -> new PluginRegistry(List.of(named)))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("My Engine");
    }
}
