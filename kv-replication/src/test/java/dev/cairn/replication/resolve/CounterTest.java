package dev.cairn.replication.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.spi.ReplicatedDataType.Attempt;
import dev.cairn.api.spi.ReplicatedDataType.Identity;
import dev.cairn.api.spi.ReplicatedDataType.Settled;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.OperationName;
import dev.cairn.api.version.Version;
import dev.cairn.testkit.contract.OperationHistory.Operation;
import dev.cairn.testkit.contract.ReplicatedDataTypeContract;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
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

    private static Identity named(long number) {
        return new Identity(
                new OperationName(number, 0), 1_000 + number, true, Optional.empty(), 1, 1);
    }

    /** The share of n1 after one more add. */
    private static Item add(Item held, Optional<Identity> id, Settled settled) {
        Dot dot = new Dot(ACTOR, held.seen().max(ACTOR) + 1);
        ReplicatedDataType.Update update =
                new Counter()
                        .apply(
                                held,
                                new Attempt(
                                        dot,
                                        held.seen(),
                                        Optional.of(Bytes.utf8("{\"add\":1}")),
                                        id,
                                        0,
                                        settled));
        return held.with(
                new Version(
                        dot,
                        update.past(),
                        HybridTimestamp.ofMillis(dot.counter()),
                        0,
                        update.value().orElseThrow(),
                        false,
                        OptionalLong.empty(),
                        Optional.empty()));
    }

    @Test
    void namesHaveALimitAndWhatHasNoneIsCountedBeyondIt() {
        List<Try> tries =
                LongStream.range(0, Remembered.MAX)
                        .mapToObj(number -> Try.of(named(number), new Dot(ACTOR, number + 1), 1))
                        .toList();
        Bytes share = new CounterShare(0, new Remembered(tries, 0, 0)).encode();
        Dot last = new Dot(ACTOR, Remembered.MAX);
        CausalContext past = CausalContext.EMPTY;
        for (long counter = 1; counter < last.counter(); counter++) {
            past = past.with(new Dot(ACTOR, counter), 0);
        }
        Item full =
                Item.EMPTY.with(
                        new Version(
                                last,
                                past,
                                HybridTimestamp.ZERO,
                                0,
                                share,
                                false,
                                OptionalLong.empty(),
                                Optional.empty()));
        assertThatThrownBy(() -> add(full, Optional.of(named(-1)), Settled.NOTHING))
                .hasMessageContaining("remembers 4096 operations");
        assertThat(shown(add(full, Optional.empty(), Settled.NOTHING))).containsExactly("4097");
        long late = 10_000 + Duration.ofMinutes(10).toMillis();
        Item room = add(full, Optional.of(named(-1)), new Settled(late, dot -> true));
        assertThat(shown(room)).containsExactly("4097");
        assertThat(new Counter().memory(room, named(3).name()).applied()).isEmpty();
        assertThat(new Counter().memory(room, named(3).name()).forgottenMillis())
                .isGreaterThanOrEqualTo(1_003);
        assertThat(new Counter().memory(room, named(4095).name()).applied()).isPresent();
    }

    /** The golden bytes of docs/formats/item.md. */
    @Test
    void theStoredFormWithNamesStaysReadable() {
        String golden =
                "01" // format
                        + "02"
                        + "026e31"
                        + "0000000000000001"
                        + "01"
                        + "026e32"
                        + "0000000000000002"
                        + "05" // two actors
                        + "0d" // a total of -7
                        + "ac02"
                        + "00" // forgotten up to 300
                        + "02"
                        + "01"
                        + "0000000000000010"
                        + "03"
                        + "00"
                        + "04"
                        + "0a"
                        + "9003" // +5 by client 16's operation 3, at 200
                        + "04"
                        + "0000000000000020"
                        + "00"
                        + "00"
                        + "05"
                        + "02"
                        + "c801"
                        + "01"
                        + "09"; // +1 at 300, which is the write 9 of n2
        Dot first = new Dot(new ActorId(new NodeId("n2"), 2, 5), 9);
        List<Try> tries =
                List.of(
                        new Try(
                                new OperationName(16, 3),
                                new Dot(ACTOR, 4),
                                5,
                                200,
                                true,
                                false,
                                Optional.empty()),
                        new Try(
                                new OperationName(32, 0),
                                new Dot(ACTOR, 5),
                                1,
                                300,
                                false,
                                false,
                                Optional.of(first)));
        CounterShare share = new CounterShare(-7, new Remembered(tries, 300, 0));
        assertThat(HexFormat.of().formatHex(share.encode().toByteArray())).isEqualTo(golden);
        Version stored =
                new Version(
                        new Dot(ACTOR, 5),
                        CausalContext.EMPTY,
                        HybridTimestamp.ZERO,
                        0,
                        share.encode(),
                        false,
                        OptionalLong.empty(),
                        Optional.empty());
        assertThat(CounterShare.of(stored)).contains(share);
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
