package dev.cairn.server.wiring;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.env.Directory;
import dev.cairn.api.spi.Authenticator;
import dev.cairn.api.spi.Authorizer;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ConsistencyPolicy;
import dev.cairn.api.spi.Dissemination;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.api.spi.Membership;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.api.spi.ReplicaPlacement;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.spi.SeedProvider;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.Transport;
import dev.cairn.server.config.PluginSettings;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.plugin.Service;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Opens the plugins that the configuration chose, each with its own configuration record. */
final class ChosenPlugins {
    private final PluginRegistry registry;
    private final PluginSettings settings;

    ChosenPlugins(PluginRegistry registry, PluginSettings settings) {
        this.registry = registry;
        this.settings = settings;
    }

    Partitioner partitioner() {
        return open((Partitioner.Provider<?>) settings.chosen(Service.PARTITIONER));
    }

    private <C extends Record> Partitioner open(Partitioner.Provider<C> provider) {
        return provider.open(settings.of(provider));
    }

    ReplicaPlacement placement() {
        return open((ReplicaPlacement.Provider<?>) settings.chosen(Service.PLACEMENT));
    }

    private <C extends Record> ReplicaPlacement open(ReplicaPlacement.Provider<C> provider) {
        return provider.open(settings.of(provider));
    }

    ConsistencyPolicy consistency() {
        return open((ConsistencyPolicy.Provider<?>) settings.chosen(Service.CONSISTENCY));
    }

    private <C extends Record> ConsistencyPolicy open(ConsistencyPolicy.Provider<C> provider) {
        return provider.open(settings.of(provider));
    }

    /** Every resolver by its name; buckets choose among them. */
    Map<String, ConflictResolver> resolvers() {
        Map<String, ConflictResolver> resolvers = new LinkedHashMap<>();
        for (PluginRegistry.Found found : registry.of(Service.RESOLVER)) {
            resolvers.put(
                    found.plugin().name(), open((ConflictResolver.Provider<?>) found.plugin()));
        }
        return Map.copyOf(resolvers);
    }

    private <C extends Record> ConflictResolver open(ConflictResolver.Provider<C> provider) {
        return provider.open(settings.of(provider));
    }

    StorageEngine storage(StorageEngine.Env env) {
        return open((StorageEngine.Provider<?>) settings.chosen(Service.STORAGE), env);
    }

    private <C extends Record> StorageEngine open(
            StorageEngine.Provider<C> provider, StorageEngine.Env env) {
        return provider.open(settings.of(provider), env);
    }

    StorageEngine.MergeOperator merge(Replication.ResolverLookup resolvers) {
        return merge((Replication.Provider<?>) settings.chosen(Service.REPLICATION), resolvers);
    }

    private <C extends Record> StorageEngine.MergeOperator merge(
            Replication.Provider<C> provider, Replication.ResolverLookup resolvers) {
        return provider.mergeOperator(settings.of(provider), resolvers);
    }

    Replication replication(Replication.Env env) {
        return open((Replication.Provider<?>) settings.chosen(Service.REPLICATION), env);
    }

    private <C extends Record> Replication open(
            Replication.Provider<C> provider, Replication.Env env) {
        return provider.open(settings.of(provider), env);
    }

    FailureDetector detector(FailureDetector.Env env) {
        return open((FailureDetector.Provider<?>) settings.chosen(Service.FAILURE_DETECTOR), env);
    }

    private <C extends Record> FailureDetector open(
            FailureDetector.Provider<C> provider, FailureDetector.Env env) {
        return provider.open(settings.of(provider), env);
    }

    Dissemination dissemination(Dissemination.Env env) {
        return open((Dissemination.Provider<?>) settings.chosen(Service.DISSEMINATION), env);
    }

    private <C extends Record> Dissemination open(
            Dissemination.Provider<C> provider, Dissemination.Env env) {
        return provider.open(settings.of(provider), env);
    }

    Optional<Topology> recall(Directory directory, long storage) throws IOException {
        return recall(
                (Membership.Provider<?>) settings.chosen(Service.MEMBERSHIP), directory, storage);
    }

    private <C extends Record> Optional<Topology> recall(
            Membership.Provider<C> provider, Directory directory, long storage) throws IOException {
        return provider.recall(settings.of(provider), directory, storage);
    }

    Membership membership(Membership.Env env) throws IOException {
        return open((Membership.Provider<?>) settings.chosen(Service.MEMBERSHIP), env);
    }

    private <C extends Record> Membership open(Membership.Provider<C> provider, Membership.Env env)
            throws IOException {
        return provider.open(settings.of(provider), env);
    }

    Membership.Entry entry(Membership.EntryEnv env) {
        return enter((Membership.Provider<?>) settings.chosen(Service.MEMBERSHIP), env);
    }

    private <C extends Record> Membership.Entry enter(
            Membership.Provider<C> provider, Membership.EntryEnv env) {
        return provider.enter(settings.of(provider), env);
    }

    SeedProvider seeds() {
        return open((SeedProvider.Provider<?>) settings.chosen(Service.SEED_PROVIDER));
    }

    private <C extends Record> SeedProvider open(SeedProvider.Provider<C> provider) {
        return provider.open(settings.of(provider));
    }

    Transport transport(Transport.Env env) {
        return open((Transport.Provider<?>) settings.chosen(Service.TRANSPORT), env);
    }

    private <C extends Record> Transport open(Transport.Provider<C> provider, Transport.Env env) {
        return provider.open(settings.of(provider), env);
    }

    Authenticator authenticator(Authenticator.Env env) {
        return open((Authenticator.Provider<?>) settings.chosen(Service.AUTHENTICATOR), env);
    }

    private <C extends Record> Authenticator open(
            Authenticator.Provider<C> provider, Authenticator.Env env) {
        return provider.open(settings.of(provider), env);
    }

    Authorizer authorizer() {
        return open((Authorizer.Provider<?>) settings.chosen(Service.AUTHORIZER));
    }

    private <C extends Record> Authorizer open(Authorizer.Provider<C> provider) {
        return provider.open(settings.of(provider));
    }

    /** Whether a protocol is switched on, and can be beside the node's transport. */
    boolean isOn(PluginRegistry.Found protocol) {
        return isWanted(protocol) && missingTransport(protocol).isEmpty();
    }

    /** Whether a protocol is switched on. */
    boolean isWanted(PluginRegistry.Found protocol) {
        return isWanted((ClientProtocol.Provider<?>) protocol.plugin());
    }

    private <C extends Record> boolean isWanted(ClientProtocol.Provider<C> provider) {
        return provider.enabled(settings.of(provider));
    }

    /** The transport on whose port alone a protocol can be served, where the node has another. */
    Optional<String> missingTransport(PluginRegistry.Found protocol) {
        return ((ClientProtocol.Provider<?>) protocol.plugin())
                .transport()
                .filter(needed -> !needed.equals(settings.chosen(Service.TRANSPORT).name()));
    }

    /** Starts a protocol; empty when it is switched off. */
    Optional<ClientProtocol> start(
            PluginRegistry.Found protocol,
            KeyValueService data,
            AdminService admin,
            ClientProtocol.Env env)
            throws IOException {
        return isOn(protocol)
                ? Optional.of(
                        start((ClientProtocol.Provider<?>) protocol.plugin(), data, admin, env))
                : Optional.empty();
    }

    private <C extends Record> ClientProtocol start(
            ClientProtocol.Provider<C> provider,
            KeyValueService data,
            AdminService admin,
            ClientProtocol.Env env)
            throws IOException {
        return provider.start(settings.of(provider), data, admin, env);
    }
}
