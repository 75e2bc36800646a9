package dev.cairn.testkit.sim;

import dev.cairn.api.env.Directory;
import dev.cairn.testkit.contract.DirectoryContract;

final class SimulatedDirectoryContractTest extends DirectoryContract {
    @Override
    protected Directory open() {
        return new SimulatedDirectory();
    }
}
