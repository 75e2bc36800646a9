package dev.cairn.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.env.Directory;
import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.StorageException;
import dev.cairn.server.config.ConfigReader;
import dev.cairn.server.config.Layers;
import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.plugin.FakePlugins;
import dev.cairn.server.plugin.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    private static final String LIST =
            "cluster.initial=n1=127.0.0.1:4700,n2=127.0.0.1:4710 rack=r2 weight=50";
    private static final String SEED = "cluster.seeds=127.0.0.1:4710";
    private static final String ID = "cluster.id=00000000000000aa";

    @TempDir Path folder;

    private final SplittableRandom random = new SplittableRandom(7);

    private static NodeConfig config(String... settings) {
        var memory = FakePlugins.plugin(Service.STORAGE, "memory", ConfigType.none());
        return ConfigReader.read(
                Layers.of(List.of(), Map.of(), List.of(settings)), FakePlugins.registry(memory));
    }

    /** What a start does with the directory before anything else is opened. */
    private NodeIdentity open(boolean bootstrap, String... settings) throws IOException {
        NodeConfig config = config(settings);
        try (DataDirectory data = DataDirectory.open(Directory.of(folder), config, random)) {
            if (!data.isInside()) {
                Optional<Topology> founded = founded(data, config, bootstrap);
                data.keep();
                if (founded.isPresent()) {
                    data.enter(founded.get().cluster());
                }
            }
            return data.identity();
        }
    }

    private Optional<Topology> founded(DataDirectory data, NodeConfig config, boolean bootstrap) {
        NodeIdentity identity = data.identity();
        Member self =
                new Member(
                        identity.node(),
                        identity.storage(),
                        config.node().address(),
                        config.node().zone(),
                        config.node().weight(),
                        MemberState.ACTIVE);
        return new Founding(config, bootstrap, self, Optional.empty(), random).topology(data);
    }

    private StartException refusal(boolean bootstrap, String... settings) {
        StartException refused =
                catchThrowableOfType(StartException.class, () -> open(bootstrap, settings));
        assertThat(refused).isNotNull();
        return refused;
    }

    @Test
    void keepsItsIdentityAndCountsItsStarts() throws IOException {
        NodeIdentity first = open(true);
        NodeIdentity second = open(false);
        assertThat(first.incarnation()).isEqualTo(1);
        assertThat(second).isEqualTo(first.restarted());
    }

    @Test
    void takesTheFixedListOfFirstMembers() throws IOException {
        NodeConfig config = config(ID, LIST);
        try (DataDirectory data = DataDirectory.open(Directory.of(folder), config, random)) {
            Topology topology = founded(data, config, false).orElseThrow();
            assertThat(topology.cluster()).hasToString("00000000000000aa");
            assertThat(topology.epoch()).isEqualTo(1);
            assertThat(topology.voters().areUnseen()).isTrue();
            assertThat(topology.members())
                    .extracting(Member::id)
                    .extracting(Object::toString)
                    .containsExactly("n1", "n2");
            Member second = topology.members().get(1);
            assertThat(second.zone()).isEqualTo(new Zone("dc1", "r2"));
            assertThat(second.weight()).isEqualTo(50);
        }
        assertThat(open(false, ID, LIST).cluster()).hasToString("00000000000000aa");
        assertThat(open(false).cluster()).hasToString("00000000000000aa");
    }

    @Test
    void aNodeThatHasToAskKeepsItsNameAndItsDirectoryButNoCluster() throws IOException {
        NodeIdentity first = open(false, SEED);
        assertThat(first.cluster()).isEqualTo(ClusterId.NONE);
        assertThat(first.storage()).isPositive();
        assertThat(open(false, SEED)).isEqualTo(first.restarted());
    }

    @Test
    void foundsNoClusterByAccident() {
        assertThat(refusal(false))
                .hasMessageContaining("belongs to no cluster yet")
                .hasMessageContaining("--bootstrap");
        assertThat(refusal(false, LIST)).hasMessageContaining("cluster.initial needs cluster.id");
        assertThat(refusal(true, ID, LIST))
                .hasMessageContaining("--bootstrap makes a cluster of this node alone");
        assertThat(refusal(false, ID, LIST, "node.id=n9")).hasMessageContaining("does not list");
        assertThat(refusal(false, ID, "cluster.initial=n1"))
                .hasMessageContaining("expected ID=HOST:PORT");
        assertThat(refusal(false, ID, LIST, "node.rack=r9"))
                .hasMessageContaining("write it in cluster.initial");
        assertThat(refusal(false, "cluster.id=zz", LIST))
                .hasMessageContaining("16 hexadecimal digits");
        assertThat(refusal(false, "cluster.id=0000000000000000", LIST))
                .hasMessageContaining("stands for no cluster");
    }

    @Test
    void refusesTheDataOfAnotherNodeOrCluster() throws IOException {
        open(false, ID, LIST);
        assertThat(refusal(false, "node.id=n2"))
                .hasMessageContaining("belongs to node n1, this node is n2")
                .extracting(StartException::code)
                .isEqualTo(StartException.Code.DATA_REFUSED);
        assertThat(refusal(false, "cluster.id=00000000000000bb"))
                .hasMessageContaining(
                        "belongs to cluster 00000000000000aa, this node to 00000000000000bb");
        assertThat(refusal(false, "storage=memory"))
                .hasMessageContaining("written with storage: lsm");
    }

    @Test
    void refusesADirectoryInUse() throws IOException {
        open(true);
        DataDirectory data = DataDirectory.open(Directory.of(folder), config(), random);
        assertThat(refusal(false)).hasMessageContaining("in use by another process");
        data.close();
        assertThat(open(false).incarnation()).isEqualTo(3);
    }

    @Test
    void refusesAFolderOfSomethingElse() throws IOException {
        Files.writeString(folder.resolve("letters.txt"), "dear …");
        assertThat(refusal(true)).hasMessageContaining("is not empty; found letters.txt");
    }

    @Test
    void tellsEveryDamagedByteOfItsFiles() throws IOException {
        open(true);
        Path file = folder.resolve("identity");
        byte[] whole = Files.readAllBytes(file);
        List<Integer> unnoticed = new ArrayList<>();
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x01;
            Files.write(file, damaged);
            StorageException told = catchThrowableOfType(StorageException.class, () -> open(false));
            if (told == null || told.kind() != StorageException.Kind.CORRUPT) {
                unnoticed.add(i);
            }
        }
        assertThat(unnoticed).isEmpty();
    }

    @Test
    void startsAgainAfterACrashInItsFirstStart() throws IOException {
        open(true);
        Files.delete(folder.resolve("identity"));
        Files.writeString(folder.resolve("identity.new"), "half a file");
        assertThat(open(true).incarnation()).isEqualTo(1);
    }
}
