/**
 * The Java client of Cairn: asynchronous first, with a blocking face, over the native binary
 * protocol or another that is found.
 *
 * <p>It stands on kv-api and the JDK alone. With a partitioner module beside it (kv-ring) it sends
 * each key straight to a node that keeps it; without one, any node takes any key and forwards.
 *
 * @uses dev.cairn.api.spi.ClientLink.Provider to speak another protocol than the native one
 * @uses dev.cairn.api.spi.Partitioner.Provider to compute the token of a key as the cluster does
 */
module dev.cairn.client {
    requires transitive dev.cairn.api;
    requires static transitive org.jspecify;

    exports dev.cairn.client;

    uses dev.cairn.api.spi.ClientLink.Provider;
    uses dev.cairn.api.spi.Partitioner.Provider;
}
