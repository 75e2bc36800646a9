package dev.cairn.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.spi.Plugin;
import dev.cairn.ring.fixed.FixedConfig;
import dev.cairn.ring.fixed.FixedPlugin;
import dev.cairn.ring.placement.SimplePlugin;
import dev.cairn.ring.placement.ZoneAwarePlugin;
import dev.cairn.ring.vnode.VnodePlugin;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RingPluginsTest {
    @Test
    void namesAreThoseThatDataRefersTo() {
        List<Plugin<?>> plugins =
                List.of(
                        new VnodePlugin(),
                        new FixedPlugin(),
                        new ZoneAwarePlugin(),
                        new SimplePlugin());
        assertThat(plugins)
                .extracting(Plugin::name)
                .containsExactly("vnode", "fixed", "zone-aware", "simple");
    }

    @Test
    void aConfigurationIsMadeThroughTheLookupThatThePluginHandsOver() throws Throwable {
        var config = new FixedPlugin().config();
        Object made =
                config.lookup()
                        .findConstructor(
                                config.type(),
                                java.lang.invoke.MethodType.methodType(void.class, int.class))
                        .invokeWithArguments(64);
        assertThat(made).isEqualTo(new FixedConfig(64));
    }
}
