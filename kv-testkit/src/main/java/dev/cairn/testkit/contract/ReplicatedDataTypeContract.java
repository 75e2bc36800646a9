package dev.cairn.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.spi.ReplicatedDataType.Attempt;
import dev.cairn.api.spi.ReplicatedDataType.Identity;
import dev.cairn.api.spi.ReplicatedDataType.Settled;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.OperationName;
import dev.cairn.api.version.Version;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.contract.OperationHistory.Operation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link ReplicatedDataType}, rule by rule, on top of that of resolvers: random
 * operations at four replicas that send each other their items, beside a model of what each has
 * seen.
 */
public abstract class ReplicatedDataTypeContract extends ConflictResolverContract {
    private static final int REPLICAS = 4;
    private static final int STEPS = 30;

    /** For subclasses. */
    protected ReplicatedDataTypeContract() {}

    @Override
    protected abstract ReplicatedDataType open();

    /** An operation that clients put. */
    protected abstract Bytes operation(RandomGenerator random);

    /** Whether the model knows what deletes do. */
    protected abstract boolean modelsDeletes();

    /** What a key that is not there is worth. */
    protected abstract String nothing();

    /**
     * The model: what a reader sees who has seen these operations and no others, in the order in
     * which they were done.
     */
    protected abstract String expected(List<Operation> seen);

    private OperationHistory history(RandomGenerator random) {
        OperationHistory history =
                new OperationHistory(random, REPLICAS, open(), modelsDeletes(), this::operation);
        history.run(STEPS);
        return history;
    }

    private String shown(Item item) {
        List<Version> shown = open().read(item, 0);
        assertThat(shown).hasSizeLessThan(2);
        return shown.isEmpty() ? nothing() : shown.getFirst().value().utf8();
    }

    @Seeded(cases = 200)
    void dataType1_whatReplicasHoldIsWhatTheModelSays(RandomGenerator random) {
        OperationHistory history = history(random);
        for (Item one : history.replicas()) {
            assertThat(shown(one))
                    .as("%s", history.seenBy(one))
                    .isEqualTo(expected(history.seenBy(one)));
            for (Item other : history.replicas()) {
                Item joined = open().collapse(one.join(other));
                assertThat(shown(joined))
                        .as("%s", history.seenBy(joined))
                        .isEqualTo(expected(history.seenBy(joined)));
            }
        }
    }

    /** What an operation with a name leaves, tried through one replica. */
    private Item tried(Item held, int replica, Bytes operation, Identity id) {
        ActorId actor = OperationHistory.actor(replica);
        Dot dot = new Dot(actor, held.seen().max(actor) + 1);
        ReplicatedDataType.Update update =
                open().apply(
                                held,
                                new Attempt(
                                        dot,
                                        held.seen(),
                                        Optional.of(operation),
                                        Optional.of(id),
                                        0,
                                        Settled.NOTHING));
        Version version =
                new Version(
                        dot,
                        update.past(),
                        HybridTimestamp.ofMillis(id.millis()),
                        0,
                        update.value().orElseThrow(),
                        false,
                        OptionalLong.empty(),
                        Optional.empty());
        return open().collapse(held.with(version));
    }

    private Item all(RandomGenerator random) {
        return history(random).replicas().stream()
                .reduce(Item.EMPTY, (one, other) -> open().collapse(one.join(other)));
    }

    private static Identity named(RandomGenerator random) {
        OperationName name = new OperationName(random.nextLong(), random.nextLong(1, 100));
        return new Identity(name, 1_767_225_700_000L, true, Optional.empty(), 1, 1);
    }

    @Seeded(cases = 100)
    void dataType4_anOperationWithANameTakesEffectOnceHoweverOftenItIsTried(
            RandomGenerator random) {
        Item held = all(random);
        Bytes operation = operation(random);
        Identity id = named(random);
        Item once = tried(held, 0, operation, id);
        Item twice = open().collapse(once.join(tried(held, 1, operation, id)));
        Item thrice = open().collapse(tried(held, 2, operation, id).join(twice));
        assertThat(shown(twice)).isEqualTo(shown(once));
        assertThat(shown(thrice)).isEqualTo(shown(once));
    }

    @Seeded(cases = 50)
    void dataType5_anOperationWithANameIsRemembered(RandomGenerator random) {
        Item held = all(random);
        Identity id = named(random);
        assertThat(open().memory(held, id.name()).applied()).isEmpty();
        Item once = tried(held, 0, operation(random), id);
        Item later = tried(once, 0, operation(random), named(random));
        Item elsewhere = tried(once, 3, operation(random), named(random));
        for (Item item : List.of(once, later, elsewhere, later.join(elsewhere))) {
            assertThat(open().memory(item, id.name()).applied()).isPresent();
            assertThat(open().memory(item, id.name()).appliedMillis()).isEqualTo(id.millis());
        }
    }

    @Seeded(cases = 50)
    void dataType2_whatItLeavesIsAnItem(RandomGenerator random) {
        for (Item item : history(random).replicas()) {
            Bytes encoded = ItemCodec.encode(item);
            assertThat(ItemCodec.decode(encoded.segment())).isEqualTo(item);
        }
    }

    @Seeded(cases = 50)
    void dataType2_anItemHasAtMostOneVersionOfEachActor(RandomGenerator random) {
        for (Item item : history(random).replicas()) {
            assertThat(item.versions().stream().map(Version::dot).map(Dot::actor))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void dataType2_aNewKeyTakesAnOperation() {
        ActorId actor = OperationHistory.actor(0);
        Bytes operation = operation(new java.util.Random(1));
        ReplicatedDataType.Update update =
                open().apply(
                                Item.EMPTY,
                                new Dot(actor, 1),
                                CausalContext.EMPTY,
                                Optional.of(operation));
        assertThat(update.past().isEmpty()).isTrue();
        assertThat(update.value()).isPresent();
    }

    @Test
    void dataType1_whatIsNoOperationIsRefused() {
        for (String text :
                List.of("", "x", "{}", "{\"add\"}", "{\"move\":1}", "[1]", "{\"add\":1")) {
            assertThatThrownBy(() ->
                            open().apply(
                                            Item.EMPTY,
                                            new Dot(OperationHistory.actor(0), 1),
                                            CausalContext.EMPTY,
                                            Optional.of(Bytes.utf8(text))))
                    .as(text)
                    .isInstanceOfSatisfying(
                            KvException.class,
                            refused ->
                                    assertThat(refused.error().code())
                                            .isEqualTo(ErrorCode.BAD_REQUEST));
        }
    }
}
