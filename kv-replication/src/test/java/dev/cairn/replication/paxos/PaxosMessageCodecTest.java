package dev.cairn.replication.paxos;

import dev.cairn.api.Bytes;
import dev.cairn.replication.message.GoldenFileContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class PaxosMessageCodecTest extends GoldenFileContract<PaxosMessage> {
    private static final long REQUEST = 0x0102_0304_0506_0708L;
    private static final long STORAGE = 0x1122_3344_5566_7788L;
    private static final Ballot BALLOT = new Ballot(300, 0x99aa_bbcc_ddee_ff00L);
    private static final Scope PLAIN = Scope.plain("lease", 5);
    private static final Scope CHAIN = new Scope("topology", 7, 6, Bytes.utf8("base"));
    private static final Proposed PROPOSED =
            new Proposed(BALLOT, new Ballot(2, 1), Bytes.utf8("value"), 9);

    PaxosMessageCodecTest() {
        super("registers-1.txt", samples(), PaxosMessageCodec::encode, PaxosMessageCodec::decode);
    }

    static Map<String, PaxosMessage> samples() {
        Map<String, PaxosMessage> all = new LinkedHashMap<>();
        all.put("ask", new PaxosMessage.Ask(REQUEST, STORAGE, PLAIN));
        all.put("prepare", new PaxosMessage.Prepare(REQUEST, 0, CHAIN, BALLOT));
        all.put("accept", new PaxosMessage.Accept(REQUEST, STORAGE, CHAIN, PROPOSED));
        all.put("list", new PaxosMessage.ListRegisters(REQUEST, STORAGE, CHAIN));
        all.put("holds", new PaxosMessage.Holds(REQUEST, STORAGE, PROPOSED));
        all.put("holds-nothing", new PaxosMessage.Holds(REQUEST, STORAGE, Proposed.NOTHING));
        all.put("accepted", new PaxosMessage.Accepted(REQUEST, STORAGE));
        all.put("preempted", new PaxosMessage.Preempted(REQUEST, STORAGE, BALLOT));
        all.put("passed", new PaxosMessage.Passed(REQUEST, STORAGE, 8, Bytes.utf8("later")));
        all.put("sealed", new PaxosMessage.Sealed(REQUEST, STORAGE, 9));
        all.put("unable", new PaxosMessage.Unable(REQUEST, STORAGE));
        all.put(
                "registers",
                new PaxosMessage.Registers(REQUEST, STORAGE, List.of("buckets", "lease")));
        return all;
    }
}
