package dev.cairn.replication.topology;

import dev.cairn.api.env.Lane;
import dev.cairn.replication.paxos.Cell;
import dev.cairn.replication.paxos.CellStore;
import dev.cairn.replication.paxos.Proposed;
import java.util.List;
import java.util.function.Consumer;

/** A store of cells that leaves a rule out. */
record MutatedCells(CellStore cells, Lane lane, Mutation mutation) implements CellStore {
    @Override
    public Cell cell(String register) {
        Cell cell = cells.cell(register);
        if (mutation != Mutation.NO_SEAL || cell.generation() == 0) {
            return cell;
        }
        Proposed accepted = cell.accepted();
        return new Cell(
                cell.generation(),
                0,
                cell.base(),
                cell.promised(),
                new Proposed(accepted.ballot(), accepted.origin(), accepted.value(), 0));
    }

    @Override
    public List<String> registers() {
        return cells.registers();
    }

    @Override
    public void put(String register, Cell cell) {
        cells.put(register, cell);
    }

    @Override
    public void sync(Consumer<Boolean> done) {
        if (mutation == Mutation.ANSWER_BEFORE_SYNC) {
            lane.execute(() -> done.accept(true));
            cells.sync(late -> {});
        } else {
            cells.sync(done);
        }
    }

    @Override
    public boolean isWhole() {
        return mutation == Mutation.ANY_STORAGE || cells.isWhole();
    }
}
