package dev.cairn.replication.topology;

import dev.cairn.api.cluster.Topology;
import dev.cairn.api.env.Directory;
import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.Membership;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.Optional;

/**
 * Provides membership by a chain of CASPaxos registers (Rystsov 2018, arXiv:1802.07000) under the
 * name {@code caspaxos}.
 */
public final class CasPaxosProvider implements Membership.Provider<CasPaxosConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public CasPaxosProvider() {}

    @Override
    public String name() {
        return "caspaxos";
    }

    @Override
    public ConfigType<CasPaxosConfig> config() {
        return new ConfigType<>(
                CasPaxosConfig.class, CasPaxosConfig.DEFAULT, MethodHandles.lookup());
    }

    @Override
    public Optional<Topology> recall(CasPaxosConfig config, Directory directory, long storage)
            throws IOException {
        return RegisterTopologyStore.recall(directory, storage);
    }

    @Override
    public Membership open(CasPaxosConfig config, Membership.Env env) throws IOException {
        return CasPaxosMembership.open(config, env);
    }

    @Override
    public Membership.Entry enter(CasPaxosConfig config, Membership.EntryEnv env) {
        return new Entry(env);
    }
}
