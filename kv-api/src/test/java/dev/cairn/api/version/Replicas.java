package dev.cairn.api.version;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.OperationId;
import dev.cairn.api.cluster.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * One key at a few replicas, twice: as items, and as the plainest model of dotted version vectors
 * there is, sets of dots. Every step is done to both; {@link #checkAgainstModel} compares them dot
 * by dot.
 */
final class Replicas {
    static final long START_MILLIS = 1_767_225_600_000L;

    private final RandomGenerator random;
    private final List<Item> items = new ArrayList<>();
    private final List<ModelItem> models = new ArrayList<>();
    private final List<Token> tokens =
            new ArrayList<>(List.of(new Token(CausalContext.EMPTY, Set.of())));
    private final Set<Dot> minted = new HashSet<>();
    private final int[] epochs;

    /** What a writer has seen, in both forms. */
    record Token(CausalContext context, Set<Dot> model) {}

    /** An item as sets: what was seen, and each surviving version's past. */
    record ModelItem(Set<Dot> seen, Map<Dot, Set<Dot>> versions) {
        ModelItem join(ModelItem other) {
            Map<Dot, Set<Dot>> kept = new TreeMap<>();
            versions.forEach((dot, past) -> {
                if (other.versions.containsKey(dot) || !other.seen.contains(dot)) {
                    kept.put(dot, past);
                }
            });
            other.versions.forEach((dot, past) -> {
                if (versions.containsKey(dot) || !seen.contains(dot)) {
                    kept.put(dot, past);
                }
            });
            return new ModelItem(union(seen, other.seen), kept);
        }

        ModelItem with(Dot dot, Set<Dot> past) {
            Map<Dot, Set<Dot>> kept = new TreeMap<>(versions);
            kept.keySet().removeAll(past);
            kept.put(dot, past);
            return new ModelItem(union(union(seen, past), Set.of(dot)), kept);
        }
    }

    private static Set<Dot> union(Set<Dot> left, Set<Dot> right) {
        Set<Dot> all = new HashSet<>(left);
        all.addAll(right);
        return all;
    }

    Replicas(RandomGenerator random, int count) {
        this.random = random;
        this.epochs = new int[count];
        for (int i = 0; i < count; i++) {
            items.add(Item.EMPTY);
            models.add(new ModelItem(Set.of(), Map.of()));
        }
    }

    /** A few replicas after some random steps. */
    static Replicas random(RandomGenerator random) {
        Replicas replicas = new Replicas(random, 2 + random.nextInt(4));
        for (int i = random.nextInt(30); i >= 0; i--) {
            replicas.step();
        }
        return replicas;
    }

    void step() {
        int replica = random.nextInt(items.size());
        switch (random.nextInt(10)) {
            case 0 -> forget(replica);
            case 1, 2, 3 -> receive(replica, random.nextInt(items.size()));
            default -> write(replica, tokens.get(random.nextInt(tokens.size())));
        }
        int read = random.nextInt(items.size());
        tokens.add(new Token(items.get(read).seen(), models.get(read).seen()));
    }

    /** The replica loses its disk and comes back with a new epoch. */
    private void forget(int replica) {
        epochs[replica]++;
        items.set(replica, Item.EMPTY);
        models.set(replica, new ModelItem(Set.of(), Map.of()));
    }

    private void receive(int replica, int from) {
        items.set(replica, items.get(replica).join(items.get(from)));
        models.set(replica, models.get(replica).join(models.get(from)));
    }

    private void write(int replica, Token token) {
        ActorId actor = actor(replica + 1, epochs[replica]);
        Dot dot = new Dot(actor, items.get(replica).seen().max(actor) + 1);
        minted.add(dot);
        items.set(replica, items.get(replica).with(version(dot, token.context())));
        models.set(replica, models.get(replica).with(dot, token.model()));
        tokens.add(
                new Token(
                        token.context().with(dot, START_MILLIS / 1000),
                        union(token.model(), Set.of(dot))));
    }

    private Version version(Dot dot, CausalContext past) {
        boolean tombstone = random.nextInt(4) == 0;
        byte[] value = new byte[tombstone ? 0 : random.nextInt(20)];
        random.nextBytes(value);
        return new Version(
                dot,
                past,
                HybridTimestamp.ofMillis(START_MILLIS + random.nextInt(100_000)),
                random.nextInt(3),
                Bytes.wrap(value),
                tombstone,
                random.nextInt(4) == 0
                        ? OptionalLong.of(START_MILLIS + random.nextInt(1_000))
                        : OptionalLong.empty(),
                random.nextInt(4) == 0
                        ? Optional.of(new OperationId("op-" + random.nextInt(99)))
                        : Optional.empty());
    }

    static ActorId actor(int node, long epoch) {
        return new ActorId(new NodeId("n" + node), 0xca1L << node, epoch);
    }

    List<Item> items() {
        return List.copyOf(items);
    }

    /** Contexts of readers and writers, as clients hold them. */
    List<CausalContext> contexts() {
        return tokens.stream().map(Token::context).toList();
    }

    void checkAgainstModel() {
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            ModelItem model = models.get(i);
            assertSameDots(item.seen(), model.seen());
            assertThat(item.versions())
                    .extracting(Version::dot)
                    .containsExactlyElementsOf(model.versions().keySet());
            item.versions()
                    .forEach(version ->
                            assertSameDots(version.past(), model.versions().get(version.dot())));
        }
        for (Token token : tokens) {
            assertSameDots(token.context(), token.model());
        }
    }

    private void assertSameDots(CausalContext context, Set<Dot> model) {
        for (Dot dot : minted) {
            assertThat(context.contains(dot))
                    .as("%s in %s", dot, context)
                    .isEqualTo(model.contains(dot));
        }
    }

    /** Compares {@code covers} with the inclusion of sets, for every pair of tokens. */
    void checkCovering() {
        for (Token left : tokens) {
            for (Token right : tokens) {
                assertThat(left.context().covers(right.context()))
                        .as("%s covers %s", left.context(), right.context())
                        .isEqualTo(left.model().containsAll(right.model()));
            }
        }
    }
}
