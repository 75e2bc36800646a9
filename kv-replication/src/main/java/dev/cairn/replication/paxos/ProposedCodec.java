package dev.cairn.replication.paxos;

import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;

/**
 * Ballots, proposed values and cells as messages and the registers file write them, drawn in
 * docs/formats/registers.md.
 */
public final class ProposedCodec {
    private ProposedCodec() {}

    /** Writes a ballot. */
    public static void write(Ballot ballot, WireWriter writer) {
        writer.varint(ballot.round()).i64(ballot.proposer());
    }

    /** Reads a ballot. */
    public static Ballot readBallot(WireReader reader) {
        return new Ballot(reader.varint(), reader.i64());
    }

    /** Writes a proposed value. */
    public static void write(Proposed proposed, WireWriter writer) {
        write(proposed.ballot(), writer);
        write(proposed.origin(), writer);
        writer.bytes(proposed.value()).varint(proposed.seal());
    }

    /** Reads a proposed value. */
    public static Proposed readProposed(WireReader reader) {
        return new Proposed(
                readBallot(reader), readBallot(reader), reader.bytes(), reader.varint());
    }

    static void write(Scope scope, WireWriter writer) {
        writer.text(scope.register()).varint(scope.generation());
        writer.varint(scope.configuration()).bytes(scope.base());
    }

    static Scope readScope(WireReader reader) {
        return new Scope(reader.text(), reader.varint(), reader.varint(), reader.bytes());
    }

    static void write(Cell cell, WireWriter writer) {
        writer.varint(cell.generation()).varint(cell.configuration()).bytes(cell.base());
        write(cell.promised(), writer);
        write(cell.accepted(), writer);
    }

    static Cell readCell(WireReader reader) {
        return new Cell(
                reader.varint(),
                reader.varint(),
                reader.bytes(),
                readBallot(reader),
                readProposed(reader));
    }
}
