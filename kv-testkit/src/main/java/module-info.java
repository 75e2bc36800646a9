/**
 * What a plugin author tests with: contracts of services, a simulated world to run whole clusters
 * in, and clusters of real processes.
 *
 * <p>Test code only; nothing that ships requires it. The contracts are abstract JUnit classes whose
 * package-private tests a plugin's own test class inherits and cannot weaken; they are opened to
 * JUnit for that.
 *
 * @uses dev.cairn.api.spi.NodeProvider starts the nodes of a simulated cluster
 * @provides dev.cairn.api.spi.Transport.Provider the transport {@code simulated}, which lives in
 *     virtual time
 */
module dev.cairn.testkit {
    requires transitive dev.cairn.api;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;

    exports dev.cairn.testkit.check;
    exports dev.cairn.testkit.cluster;
    exports dev.cairn.testkit.contract;
    exports dev.cairn.testkit.process;
    exports dev.cairn.testkit.service;
    exports dev.cairn.testkit.sim;
    exports dev.cairn.testkit.tls;

    opens dev.cairn.testkit.check to
            org.junit.platform.commons;
    opens dev.cairn.testkit.contract to
            org.junit.platform.commons;

    uses dev.cairn.api.spi.NodeProvider;

    provides dev.cairn.api.spi.Transport.Provider with
            dev.cairn.testkit.sim.SimulatedTransportProvider;
}
