package dev.cairn.replication.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.OperationName;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.resolve.OperationText.SetOperation;
import dev.cairn.testkit.contract.OperationHistory.Operation;
import dev.cairn.testkit.contract.ReplicatedDataTypeContract;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OrSetTest extends ReplicatedDataTypeContract {
    private static final List<String> ELEMENTS = List.of("a", "b", "c");

    @Override
    protected ReplicatedDataType open() {
        return (ReplicatedDataType) new OrSetProvider().open(new NoConfig());
    }

    @Override
    protected Bytes value(Bytes arbitrary) {
        SetValue set = SetValue.empty();
        ActorId actor = new ActorId(new NodeId("n1"), 0xa0, 1);
        Dot dot = new Dot(actor, 1 + (arbitrary.hashCode() & 7));
        set.elements().put(arbitrary, new TreeSet<>(List.of(dot)));
        return set.encode();
    }

    @Override
    protected Bytes operation(RandomGenerator random) {
        String element = "\"" + ELEMENTS.get(random.nextInt(ELEMENTS.size())) + "\"";
        String other = "\"" + ELEMENTS.get(random.nextInt(ELEMENTS.size())) + "\"";
        return Bytes.utf8(
                switch (random.nextInt(4)) {
                    case 0 -> "{\"add\":[" + element + "," + other + "]}";
                    case 1 -> "{\"remove\":[" + element + "]}";
                    case 2 -> "{\"remove\":[" + element + "],\"add\":[" + other + "]}";
                    default -> "{\"add\":[" + element + "]}";
                });
    }

    @Override
    protected boolean modelsDeletes() {
        return true;
    }

    @Override
    protected String nothing() {
        return "[]";
    }

    /**
     * An element is in when some add of it was neither observed by a remove nor replaced by another
     * add through a coordinator that held it.
     */
    @Override
    protected String expected(List<Operation> seen) {
        return ELEMENTS.stream()
                .filter(element -> isIn(Bytes.utf8(element), seen))
                .map(element -> "\"" + element + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static boolean isIn(Bytes element, List<Operation> seen) {
        return seen.stream()
                .filter(add -> adds(add, element))
                .anyMatch(
                        add -> seen.stream().noneMatch(later -> takes(later, element, add.dot())));
    }

    private static boolean adds(Operation operation, Bytes element) {
        return operation
                .text()
                .map(text -> OperationText.elements(text).add().contains(element))
                .orElse(false);
    }

    private static boolean takes(Operation later, Bytes element, Dot add) {
        boolean removes =
                later.text()
                        .map(text -> OperationText.elements(text).remove().contains(element))
                        .orElse(true);
        return removes && later.observed().contains(add)
                || adds(later, element) && later.held().contains(add);
    }

    @Test
    void anOperationNamesElementsAsTextOrBase64() {
        SetOperation read =
                OperationText.elements(
                        Bytes.utf8(
                                " { \"remove\" : [ ] , \"add\" : [ \"\\u00e4\\n\\\"\" , { \"base64\" : \"/w==\" } ] } "));
        assertThat(read.remove()).isEmpty();
        assertThat(read.add()).containsExactly(Bytes.utf8("ä\n\""), Bytes.copyOf(new byte[] {-1}));
        StringBuilder json = new StringBuilder();
        read.add().forEach(element -> JsonCursor.write(element, json));
        assertThat(json).hasToString("\"ä\\u000a\\\"\"{\"base64\":\"/w==\"}");
    }

    /** The golden bytes of docs/formats/item.md. */
    @Test
    void theStoredFormStaysReadable() {
        String golden =
                "01" // format
                        + "01"
                        + "026e31"
                        + "00000000000000a0"
                        + "03" // one actor: n1, storage, epoch
                        + "01"
                        + "0161"
                        + "02"
                        + "0002"
                        + "0005" // "a", added by its dots 2 and 5
                        + "01"
                        + "01"
                        + "0162" // "b" was removed by one who had seen
                        + "14"
                        + "01"
                        + "01"
                        + "026e32"
                        + "00000000000000b0"
                        + "01"
                        + "01"
                        + "00"
                        + "0000000a";
        ActorId n1 = new ActorId(new NodeId("n1"), 0xa0, 3);
        SetValue set = SetValue.empty();
        set.elements().put(Bytes.utf8("a"), new TreeSet<>(List.of(new Dot(n1, 2), new Dot(n1, 5))));
        Dot seen = new Dot(new ActorId(new NodeId("n2"), 0xb0, 1), 1);
        set.removals()
                .add(
                        new SetValue.Removal(
                                Optional.of(Bytes.utf8("b")), CausalContext.of(seen, 10)));
        assertThat(HexFormat.of().formatHex(set.encode().toByteArray())).isEqualTo(golden);
        assertThat(SetValue.decode(set.encode())).isEqualTo(set);
    }

    @Test
    void theStoredFormWithNamesStaysReadable() {
        String golden =
                "02" // format
                        + "01"
                        + "026e31"
                        + "00000000000000a0"
                        + "03" // one actor: n1, storage, epoch
                        + "01"
                        + "0161"
                        + "01"
                        + "0002" // "a", added by its dot 2
                        + "00"
                        + "00"
                        + "ac02" // no removals, nothing forgotten but of clients that number, to
                        // 300
                        + "01"
                        + "01"
                        + "0000000000000010"
                        + "03"
                        + "00"
                        + "02"
                        + "00"
                        + "9003"; // client 16's operation 3 was dot 2, at 200
        Dot dot = new Dot(new ActorId(new NodeId("n1"), 0xa0, 3), 2);
        SetValue set = SetValue.empty();
        set.elements().put(Bytes.utf8("a"), new TreeSet<>(List.of(dot)));
        Try noted = new Try(new OperationName(16, 3), dot, 0, 200, true, false, Optional.empty());
        SetValue named = set.with(new Remembered(List.of(noted), 0, 300));
        assertThat(HexFormat.of().formatHex(named.encode().toByteArray())).isEqualTo(golden);
        assertThat(SetValue.decode(named.encode())).isEqualTo(named);
    }

    @Test
    void whatIsNoSetIsMalformed() {
        for (String text : List.of("", "hello", "\1\0\1\1a\1\0\1\0", "\1\0\0\0x")) {
            assertThatThrownBy(() -> SetValue.decode(Bytes.utf8(text)))
                    .isInstanceOf(MalformedException.class);
        }
    }
}
