package dev.cairn.api.security;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.event.EventSink;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the servers of a node meet their callers; one for the whole node.
 *
 * @param tls with which identity connections are encrypted; empty: they are plain
 * @param access who may do what
 * @param refusals counts those who are turned away
 */
public record Security(Optional<TlsIdentity> tls, AccessControl access, Refusals refusals) {
    /** Plain connections, and everybody may do everything. */
    public static final Security OPEN =
            new Security(
                    Optional.empty(),
                    AccessControl.OPEN,
                    new Refusals(EventSink.NONE, System::nanoTime));

    /**
     * Who a caller is that shows nothing; empty when everybody must show something, and then it is
     * counted as refused.
     *
     * @param caller from where, for the operator
     */
    public Optional<Principal> anonymous(Supplier<String> caller) {
        Optional<Principal> anybody = access.anonymous();
        if (anybody.isEmpty()) {
            refusals.refused(
                    Refusals.Reason.CREDENTIALS, caller.get(), "it has not said who it is");
        }
        return anybody;
    }

    /**
     * Why the other end of a link is not node {@code said} of this node's cluster; empty when it
     * is, and where there is no TLS to tell by. Counts the refusal.
     *
     * @param said who it says it is
     * @param shown whom its certificate stands for, empty when it shows none
     * @param at where it is, for people
     */
    public Optional<String> objection(NodeId said, Optional<CertificateIdentity> shown, String at) {
        Optional<String> objection =
                tls.flatMap(own -> objection(own.self().cluster(), said, shown));
        objection.ifPresent(
                detail -> refusals.refused(Refusals.Reason.IDENTITY, said + " at " + at, detail));
        return objection;
    }

    private static Optional<String> objection(
            ClusterId cluster, NodeId said, Optional<CertificateIdentity> shown) {
        if (shown.isEmpty()) {
            return Optional.of("it shows no certificate of a node");
        }
        return switch (shown.get()) {
            case CertificateIdentity.Client client ->
                    Optional.of("its certificate is that of the client " + client.name());
            case CertificateIdentity.Node node when !node.cluster().equals(cluster) ->
                    Optional.of("its certificate is for cluster " + node.cluster());
            case CertificateIdentity.Node node when !node.id().equals(said) ->
                    Optional.of("it says that it is " + said + ", its certificate " + node.id());
            case CertificateIdentity.Node _ -> Optional.empty();
        };
    }
}
