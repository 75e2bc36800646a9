package dev.cairn.replication.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.paxos.Ballot;
import dev.cairn.replication.paxos.PaxosMessage;
import dev.cairn.replication.paxos.Proposed;
import dev.cairn.replication.paxos.Scope;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredRegister;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Against key-registers-1.txt: name, and frame kind or "stored", and the bytes. */
class RegisterCodecTest {
    private static final StorageKey KEY =
            StorageKey.of(0x0123456789abcdefL, new Key("b", Bytes.utf8("key")));
    private static final Scope SCOPE = Scope.plain("key", (1L << 40) + 9);
    private static final Ballot BALLOT = new Ballot(5, 0x77);
    private static final RegisterValue VALUE =
            new RegisterValue(3, false, 1_767_225_600_000L, List.of(17L, 16L), Bytes.utf8("v"));
    private static final RegisterValue EXPIRING =
            VALUE.put(18, 1, Bytes.utf8("w"), OptionalLong.of(2));
    private static final StoredRegister STORED =
            new StoredRegister(
                    new Proposed(BALLOT, new Ballot(4, 0x77), VALUE.encode(), 0),
                    new Ballot(6, 0x78));

    private static Map<String, RegisterMessage> messages() {
        Map<String, RegisterMessage> messages = new LinkedHashMap<>();
        messages.put(
                "prepare",
                new RegisterMessage.Asked(
                        9, 3, KEY, new PaxosMessage.Prepare(1, 2, SCOPE, BALLOT)));
        messages.put(
                "accept",
                new RegisterMessage.Asked(
                        9, 3, KEY, new PaxosMessage.Accept(1, 2, SCOPE, STORED.accepted())));
        messages.put(
                "holds",
                new RegisterMessage.Answered(
                        9, KEY.slice(), new PaxosMessage.Holds(1, 2, Proposed.NOTHING)));
        messages.put("copied", new RegisterMessage.Copied(9, 4, KEY, STORED));
        messages.put("look", new RegisterMessage.Look(9, 7, KEY));
        messages.put("seen", new RegisterMessage.Seen(9, KEY.slice(), 7, 2, true, STORED));
        return messages;
    }

    private static String hex(Frame frame) {
        byte[] bytes = new byte[frame.size()];
        frame.writeTo(MemorySegment.ofArray(bytes));
        return Integer.toHexString(frame.kind()) + " " + HexFormat.of().formatHex(bytes);
    }

    private static Map<String, String> encoded() {
        Map<String, String> lines = new LinkedHashMap<>();
        messages().forEach((name, message) -> lines.put(name, hex(RegisterCodec.encode(message))));
        lines.put("register", "stored " + hex(STORED.encode()));
        lines.put("value", "stored " + hex(VALUE.encode()));
        lines.put("value-cancelling", "stored " + hex(VALUE.cancelling(18, 0).encode()));
        lines.put("value-expiring", "stored " + hex(EXPIRING.encode()));
        lines.put("value-deleted", "stored " + hex(VALUE.delete(18, 1, 4).encode()));
        return lines;
    }

    private static String hex(Bytes bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static Map<String, String> golden() throws IOException {
        Map<String, String> lines = new LinkedHashMap<>();
        try (InputStream file =
                RegisterCodecTest.class.getResourceAsStream("key-registers-1.txt")) {
            for (String line :
                    new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] words = line.split(" ", 2);
                lines.put(words[0], words[1]);
            }
        }
        return lines;
    }

    @Test
    void everythingIsEncodedAsTheGoldenFileSays() throws IOException {
        assertThat(encoded()).isEqualTo(golden());
    }

    @Test
    void theGoldenBytesDecodeToWhatTheyWere() throws IOException {
        Map<String, RegisterMessage> samples = messages();
        golden().forEach((name, line) -> {
            String[] words = line.split(" ");
            MemorySegment bytes = MemorySegment.ofArray(HexFormat.of().parseHex(words[1]));
            switch (name) {
                case "register" -> assertThat(StoredRegister.decode(bytes)).isEqualTo(STORED);
                case "value" ->
                        assertThat(RegisterValue.decode(Bytes.copyOf(bytes))).isEqualTo(VALUE);
                case "value-cancelling" ->
                        assertThat(RegisterValue.decode(Bytes.copyOf(bytes)))
                                .isEqualTo(VALUE.cancelling(18, 0));
                case "value-expiring" ->
                        assertThat(RegisterValue.decode(Bytes.copyOf(bytes))).isEqualTo(EXPIRING);
                case "value-deleted" ->
                        assertThat(RegisterValue.decode(Bytes.copyOf(bytes)))
                                .isEqualTo(VALUE.delete(18, 1, 4));
                default ->
                        assertThat(RegisterCodec.decode(Integer.parseInt(words[0], 16), bytes))
                                .isEqualTo(samples.get(name));
            }
        });
    }

    @Test
    void everyPrefixOfAMessageIsMalformed() throws IOException {
        golden().forEach((name, line) -> {
            String[] words = line.split(" ");
            byte[] whole = HexFormat.of().parseHex(words[1]);
            if (!words[0].equals("stored")) {
                int kind = Integer.parseInt(words[0], 16);
                assertThat(FrameKinds.isReplication(kind)).isTrue();
                for (int size = 0; size < whole.length; size++) {
                    MemorySegment cut = MemorySegment.ofArray(whole).asSlice(0, size);
                    assertThatThrownBy(() -> RegisterCodec.decode(kind, cut))
                            .isInstanceOf(MalformedException.class);
                }
            }
        });
    }
}
