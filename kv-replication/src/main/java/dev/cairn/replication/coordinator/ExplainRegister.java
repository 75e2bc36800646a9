package dev.cairn.replication.coordinator;

import dev.cairn.api.Answer;
import dev.cairn.api.Explanation;
import dev.cairn.api.Explanation.Accepted;
import dev.cairn.api.Explanation.Acceptor;
import dev.cairn.api.Sibling;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.VectorClock;
import dev.cairn.replication.paxos.Proposed;
import dev.cairn.replication.register.RegisterMessage.Seen;
import dev.cairn.replication.register.RegisterValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks every acceptor of a register what it has promised and accepted, both rings while owners
 * change, and tells it raw. What a reader would see is what those that answer have accepted at the
 * highest ballot: where they differ a reader has that decided again.
 */
final class ExplainRegister {
    private final Surroundings node;
    private final Route route;
    private final Answer<Explanation> answer;

    ExplainRegister(Surroundings node, Route route, Answer<Explanation> answer) {
        this.node = node;
        this.route = route;
        this.answer = answer;
    }

    void start() {
        node.registers()
                .look(
                        route.view(),
                        route.key(),
                        route.writeOwners(),
                        node.requestTimeout(),
                        seen -> answer.succeeded(explanation(seen)));
    }

    private Explanation explanation(Map<NodeId, Seen> seen) {
        List<Explanation.Replica> replicas = new ArrayList<>();
        Proposed last = Proposed.NOTHING;
        int answered = 0;
        for (NodeId owner : route.writeOwners()) {
            Optional<Seen> told = Optional.ofNullable(seen.get(owner));
            replicas.add(
                    new Explanation.Replica(
                            owner,
                            told.isPresent(),
                            List.of(),
                            List.of(),
                            told.map(ExplainRegister::acceptor)));
            if (told.isPresent()) {
                Proposed accepted = told.get().register().accepted();
                last = accepted.ballot().isAbove(last.ballot()) ? accepted : last;
                answered += told.get().votes() ? 1 : 0;
            }
        }
        boolean readable = answered > route.bucket().n() / 2;
        RegisterValue value = RegisterValue.decode(last.value());
        boolean expired = value.isExpired(node.stamps().clock().millis());
        List<Sibling> resolved =
                readable && !expired ? sibling(value).stream().toList() : List.of();
        return new Explanation(route.placement(), List.copyOf(replicas), resolved);
    }

    private static Acceptor acceptor(Seen seen) {
        Proposed held = seen.register().accepted();
        return new Acceptor(
                seen.storage(),
                seen.votes(),
                seen.register().promised().toString(),
                seen.register().isNothing() ? Optional.empty() : Optional.of(accepted(held)));
    }

    private static Accepted accepted(Proposed held) {
        RegisterValue value = RegisterValue.decode(held.value());
        return new Accepted(
                held.ballot().toString(), value.version(), value.timestampMillis(), sibling(value));
    }

    private static Optional<Sibling> sibling(RegisterValue value) {
        return value.deleted()
                ? Optional.empty()
                : Optional.of(
                        new Sibling(
                                value.content(),
                                VectorClock.of(Map.of()),
                                value.timestampMillis(),
                                value.expiresMillis()));
    }
}
