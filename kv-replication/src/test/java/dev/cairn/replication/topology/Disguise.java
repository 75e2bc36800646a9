package dev.cairn.replication.topology;

import dev.cairn.replication.paxos.PaxosMessage;
import dev.cairn.replication.paxos.PaxosMessage.Accept;
import dev.cairn.replication.paxos.PaxosMessage.Accepted;
import dev.cairn.replication.paxos.PaxosMessage.Ask;
import dev.cairn.replication.paxos.PaxosMessage.Holds;
import dev.cairn.replication.paxos.PaxosMessage.ListRegisters;
import dev.cairn.replication.paxos.PaxosMessage.Passed;
import dev.cairn.replication.paxos.PaxosMessage.Preempted;
import dev.cairn.replication.paxos.PaxosMessage.Prepare;
import dev.cairn.replication.paxos.PaxosMessage.Registers;
import dev.cairn.replication.paxos.PaxosMessage.Sealed;
import dev.cairn.replication.paxos.PaxosMessage.Unable;

/** Messages under another storage id than they had. */
final class Disguise {
    private Disguise() {}

    static PaxosMessage as(PaxosMessage message, long storage) {
        long id = message.request();
        return switch (message) {
            case Ask ask -> new Ask(id, storage, ask.scope());
            case Prepare prepare -> new Prepare(id, storage, prepare.scope(), prepare.ballot());
            case Accept accept -> new Accept(id, storage, accept.scope(), accept.proposed());
            case ListRegisters list -> new ListRegisters(id, storage, list.scope());
            case Holds holds -> new Holds(id, storage, holds.accepted());
            case Accepted _ -> new Accepted(id, storage);
            case Preempted preempted -> new Preempted(id, storage, preempted.promised());
            case Passed passed -> new Passed(id, storage, passed.generation(), passed.base());
            case Sealed sealed -> new Sealed(id, storage, sealed.configuration());
            case Unable _ -> new Unable(id, storage);
            case Registers registers -> new Registers(id, storage, registers.names());
        };
    }
}
