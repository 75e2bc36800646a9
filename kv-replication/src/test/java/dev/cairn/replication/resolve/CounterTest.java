package dev.cairn.replication.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.Version;
import dev.cairn.testkit.contract.OperationHistory.Operation;
import dev.cairn.testkit.contract.ReplicatedDataTypeContract;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CounterTest extends ReplicatedDataTypeContract {
    private static final ActorId ACTOR = new ActorId(new NodeId("n1"), 1, 1);

    @Override
    protected ReplicatedDataType open() {
        return (ReplicatedDataType) new CounterProvider().open(new NoConfig());
    }

    @Override
    protected Bytes value(Bytes arbitrary) {
        return Bytes.utf8(Integer.toString(arbitrary.hashCode()));
    }

    @Override
    protected Bytes operation(RandomGenerator random) {
        return Bytes.utf8("{\"add\":" + random.nextLong(-1000, 1000) + "}");
    }

    @Override
    protected boolean modelsDeletes() {
        return false;
    }

    @Override
    protected String nothing() {
        return "0";
    }

    @Override
    protected String expected(List<Operation> seen) {
        long sum = 0;
        for (Operation operation : seen) {
            sum += OperationText.amount(operation.text().orElseThrow());
        }
        return Long.toString(sum);
    }

    private static Item after(Item held, long counter, Optional<String> operation) {
        Dot dot = new Dot(ACTOR, counter);
        ReplicatedDataType.Update update =
                new Counter().apply(held, dot, held.seen(), operation.map(Bytes::utf8));
        return held.with(
                new Version(
                        dot,
                        update.past(),
                        HybridTimestamp.ofMillis(counter),
                        0,
                        update.value().orElse(Bytes.EMPTY),
                        update.value().isEmpty(),
                        OptionalLong.empty(),
                        Optional.empty()));
    }

    private static List<String> shown(Item item) {
        return new Counter().read(item, 0).stream().map(v -> v.value().utf8()).toList();
    }

    @Test
    void whatIsStoredIsTheShareOfAnActorInDecimal() {
        Item item =
                after(
                        after(Item.EMPTY, 1, Optional.of("{\"add\":7}")),
                        2,
                        Optional.of("{\"add\":-9}"));
        assertThat(item.versions())
                .singleElement()
                .extracting(Version::value)
                .isEqualTo(Bytes.utf8("-2"));
    }

    @Test
    void aDeleteTakesBackWhatWasSeenAndCountingBeginsAgain() {
        Item deleted = after(after(Item.EMPTY, 1, Optional.of("{\"add\":7}")), 2, Optional.empty());
        assertThat(shown(deleted)).isEmpty();
        Item again = after(deleted, 3, Optional.of("{\"add\":1}"));
        assertThat(shown(again)).containsExactly("1");
        assertThat(again.versions()).hasSize(1);
    }

    @Test
    void aShareStaysWithinSixtyFourBitsAndTheTotalNeedNot() {
        Item full = after(Item.EMPTY, 1, Optional.of("{\"add\":9223372036854775807}"));
        assertThatThrownBy(() -> after(full, 2, Optional.of("{\"add\":1}")))
                .isInstanceOf(KvException.class)
                .hasMessageContaining("within 64 bits");
        Version share = full.versions().getFirst();
        Version other =
                new Version(
                        new Dot(new ActorId(new NodeId("n2"), 1, 1), 1),
                        CausalContext.EMPTY,
                        share.timestamp(),
                        0,
                        share.value(),
                        false,
                        OptionalLong.empty(),
                        Optional.empty());
        assertThat(shown(full.with(other))).containsExactly("18446744073709551614");
    }

    @Test
    void whatIsNoCounterIsNotOverwritten() {
        Version text =
                new Version(
                        new Dot(ACTOR, 1),
                        CausalContext.EMPTY,
                        HybridTimestamp.ZERO,
                        0,
                        Bytes.utf8("hello"),
                        false,
                        OptionalLong.empty(),
                        Optional.empty());
        assertThatThrownBy(() -> after(Item.EMPTY.with(text), 2, Optional.of("{\"add\":1}")))
                .hasMessageContaining("no counter");
    }
}
