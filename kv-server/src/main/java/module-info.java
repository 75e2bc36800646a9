/**
 * The composition root: reads the configuration, finds the plugins it names, wires them together
 * and serves; and the command line beside it. Names no implementation in its code.
 *
 * @uses dev.cairn.api.spi.StorageEngine.Provider keeps bytes
 * @uses dev.cairn.api.spi.Transport.Provider carries frames between nodes
 * @uses dev.cairn.api.spi.Partitioner.Provider says where keys lie
 * @uses dev.cairn.api.spi.ReplicaPlacement.Provider says which nodes keep a slice
 * @uses dev.cairn.api.spi.ConsistencyPolicy.Provider says how many answers are enough
 * @uses dev.cairn.api.spi.Replication.Provider coordinates and replicates
 * @uses dev.cairn.api.spi.FailureDetector.Provider says who is alive
 * @uses dev.cairn.api.spi.Dissemination.Provider spreads small facts
 * @uses dev.cairn.api.spi.Membership.Provider agrees on who belongs to the cluster
 * @uses dev.cairn.api.spi.SeedProvider.Provider finds peers
 * @uses dev.cairn.api.spi.ConflictResolver.Provider reduces siblings
 * @uses dev.cairn.api.spi.Authenticator.Provider finds out who calls
 * @uses dev.cairn.api.spi.Authorizer.Provider says who may do what
 * @uses dev.cairn.api.spi.ClientProtocol.Provider serves clients
 * @provides dev.cairn.api.spi.NodeProvider a node without a process around it, for simulators and
 *     embedders
 * @provides dev.cairn.api.spi.Authenticator.Provider {@code none} and {@code users}
 * @provides dev.cairn.api.spi.Authorizer.Provider {@code grants}
 * @provides ch.qos.logback.classic.spi.Configurator the console log
 */
module dev.cairn.server {
    requires static transitive org.jspecify;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires dev.cairn.api;
    requires info.picocli;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.jctools.core.jdk11;
    requires org.slf4j;
    requires org.snakeyaml.engine;
    requires tools.jackson.core;

    opens dev.cairn.server.cli to
            info.picocli;

    uses dev.cairn.api.spi.Authenticator.Provider;
    uses dev.cairn.api.spi.Authorizer.Provider;
    uses dev.cairn.api.spi.ClientProtocol.Provider;
    uses dev.cairn.api.spi.ConflictResolver.Provider;
    uses dev.cairn.api.spi.ConsistencyPolicy.Provider;
    uses dev.cairn.api.spi.Dissemination.Provider;
    uses dev.cairn.api.spi.FailureDetector.Provider;
    uses dev.cairn.api.spi.Membership.Provider;
    uses dev.cairn.api.spi.Partitioner.Provider;
    uses dev.cairn.api.spi.ReplicaPlacement.Provider;
    uses dev.cairn.api.spi.Replication.Provider;
    uses dev.cairn.api.spi.SeedProvider.Provider;
    uses dev.cairn.api.spi.StorageEngine.Provider;
    uses dev.cairn.api.spi.Transport.Provider;

    provides ch.qos.logback.classic.spi.Configurator with
            dev.cairn.server.wiring.ConsoleLog;
    provides dev.cairn.api.spi.Authenticator.Provider with
            dev.cairn.server.access.NoAuthenticatorProvider,
            dev.cairn.server.access.UsersAuthenticatorProvider;
    provides dev.cairn.api.spi.Authorizer.Provider with
            dev.cairn.server.access.GrantsAuthorizerProvider;
    provides dev.cairn.api.spi.NodeProvider with
            dev.cairn.server.wiring.AssembledNodes;
}
