package dev.cairn.replication.sighting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replication.replica.FoundEngine;
import dev.cairn.replication.sighting.SightingFile.Content;
import dev.cairn.replication.sighting.SightingFile.Own;
import dev.cairn.replication.sighting.SightingMessage.Presented;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private static final long STORAGE = 9;

    private final List<String> events = new ArrayList<>();
    private SimulatedDirectory disk = new SimulatedDirectory();
    private long nonce = 10;
    private Executor storageThreads = Runnable::run;

    private Sightings open(String boot, FoundEngine engine) throws IOException {
        boolean empty = engine.position() == 0;
        return Sightings.open(
                new Sightings.Opening(
                        disk,
                        boot,
                        engine,
                        empty,
                        false,
                        nonce++,
                        task -> storageThreads.execute(task),
                        event -> events.add(event.message())));
    }

    private Sightings openAt(long position) throws IOException {
        return open("boot", new FoundEngine(position, 0, true, false));
    }

    @Test
    void theFileIsAsItIsDrawn() throws IOException {
        Content content =
                new Content(
                        new Own(3, 11, "boot", true, false), Map.of(7L, new Sighting(2, 10, 200)));
        new SightingFile(disk).write(content);
        byte[] bytes = new byte[44];
        try (var file = disk.open("sightings")) {
            assertThat(file.size()).isEqualTo(bytes.length);
            file.read(0, ByteBuffer.wrap(bytes));
        }
        assertThat(HexFormat.of().formatHex(bytes, 0, 40))
                .isEqualTo(
                        "43415349"
                                + "01"
                                + "01"
                                + "03"
                                + "000000000000000b"
                                + "04626f6f74"
                                + "01"
                                + "0000000000000007"
                                + "02"
                                + "000000000000000a"
                                + "c801");
        assertThat(new SightingFile(disk).read()).isEqualTo(content);
    }

    @Test
    void aNewDirectoryIsInUseAtOnce() throws IOException {
        Sightings first = openAt(0);
        assertThat(first.isInUse()).isTrue();
        assertThat(first.before()).isEqualTo(Sighting.NONE);
        assertThat(first.now(5)).isEqualTo(new Sighting(1, 10, 5));
    }

    @Test
    void theNextProcessSaysHowTheLastOneLeftItAndCountsOnceItUsesIt() throws IOException {
        openAt(0);
        Sightings asks = openAt(5);
        assertThat(asks.isInUse()).isFalse();
        assertThat(asks.before()).isEqualTo(new Sighting(1, 10, 5));
        Sightings asksAgain = openAt(5);
        assertThat(asksAgain.before()).as("the other one did nothing").isEqualTo(asks.before());
        asksAgain.useNow();
        assertThat(openAt(5).before()).isEqualTo(new Sighting(2, 12, 5));
    }

    @Test
    void whatWasNoticedToBeMissingIsNoSignOfAnOldCopy() throws IOException {
        openAt(0);
        assertThat(open("boot", new FoundEngine(5, 1, true, false)).before().position())
                .as("a torn tail")
                .isEqualTo(Sighting.ANY_POSITION);
        openAt(5).useNow();
        assertThat(open("other boot", new FoundEngine(5, 0, false, false)).before().position())
                .as("what was only in the kernel")
                .isEqualTo(Sighting.ANY_POSITION);
        assertThat(open("other boot", new FoundEngine(5, 0, true, false)).before().position())
                .as("though a process that never used it has closed the store since")
                .isEqualTo(Sighting.ANY_POSITION);
        openAt(5).useNow();
        assertThat(open("boot", new FoundEngine(5, 0, false, false)).before().position())
                .isEqualTo(5);
        assertThat(open("other boot", new FoundEngine(5, 0, false, true)).before().position())
                .isEqualTo(5);
    }

    @Test
    void theEngineNoticesItOnceAndItIsKnownUntilAProcessUsesTheDirectory() throws IOException {
        openAt(0);
        open("boot", new FoundEngine(4, 1, true, false));
        Sightings next = openAt(4);
        assertThat(next.before()).isEqualTo(new Sighting(1, 10, Sighting.ANY_POSITION));
        next.useNow();
        assertThat(openAt(4).before()).isEqualTo(new Sighting(2, 12, 4));
    }

    @Test
    void aStoreThatWasLeftEmptyMayBeginAnew() throws IOException {
        openAt(0).closeCleanly(true);
        assertThat(openAt(0).before()).isEqualTo(new Sighting(1, 10, Sighting.ANY_POSITION));
    }

    @Test
    void whatIsSeenOfOthersOutlastsTheProcess() throws IOException {
        Sightings sightings = openAt(0);
        Presented seen = new Presented(7, Sighting.NONE, new Sighting(1, 3, 4), true);
        List<Boolean> kept = new ArrayList<>();
        sightings.saw(seen, kept::add);
        assertThat(kept).containsExactly(true);
        disk = disk.afterProcessDeath();
        Sightings next = openAt(5);
        assertThat(next.lastOf(seen)).isEqualTo(seen.now());
        next.retain(Set.of(8L));
        assertThat(next.lastOf(seen)).isEqualTo(Sighting.NONE);
    }

    @Test
    void nobodyIsToldThatAProcessIsRememberedBeforeItIsOnDisk() throws IOException {
        Sightings sightings = openAt(0);
        List<Runnable> waiting = new ArrayList<>();
        storageThreads = waiting::add;
        Presented seen = new Presented(7, Sighting.NONE, new Sighting(1, 3, 4), true);
        List<Boolean> kept = new ArrayList<>();
        sightings.saw(seen, kept::add);
        assertThat(kept).isEmpty();
        assertThat(openAt(5).lastOf(seen)).isEqualTo(Sighting.NONE);
        waiting.forEach(Runnable::run);
        assertThat(kept).containsExactly(true);
        assertThat(openAt(5).lastOf(seen)).isEqualTo(seen.now());
    }

    @Test
    void aPositionIsKeptWhenItIsSavedAndNeverGoesBack() throws IOException {
        Sightings sightings = openAt(0);
        Presented early = new Presented(7, Sighting.NONE, new Sighting(1, 3, 4), true);
        Presented late = new Presented(7, Sighting.NONE, new Sighting(1, 3, 8), true);
        sightings.saw(early, kept -> {});
        sightings.saw(late, kept -> {});
        sightings.saw(early, kept -> {});
        assertThat(sightings.lastOf(early)).isEqualTo(late.now());
        assertThat(openAt(5).lastOf(early)).isEqualTo(early.now());
        sightings.save();
        assertThat(openAt(5).lastOf(early)).isEqualTo(late.now());
    }

    @Test
    void aDirectoryLacksWhatWasSeenOfALaterOrAnotherProcessOrPosition() {
        Sighting before = new Sighting(4, 40, 400);
        Presented asking = new Presented(STORAGE, before, new Sighting(5, 50, 400), false);
        assertThat(asking.lacks(Sighting.NONE)).isFalse();
        assertThat(asking.lacks(new Sighting(3, 30, 900))).isFalse();
        assertThat(asking.lacks(before)).isFalse();
        assertThat(asking.lacks(new Sighting(5, 50, 600))).as("itself, later").isFalse();
        assertThat(asking.lacks(new Sighting(4, 40, 401))).as("a later position").isTrue();
        assertThat(asking.lacks(new Sighting(4, 41, 1))).as("another process 4").isTrue();
        assertThat(asking.lacks(new Sighting(5, 51, 1))).as("a later process").isTrue();
        Presented using = new Presented(STORAGE, before, new Sighting(5, 50, 500), true);
        assertThat(using.lacks(new Sighting(5, 50, 600))).as("itself").isFalse();
        assertThat(using.lacks(new Sighting(5, 51, 1))).as("another process 5").isTrue();
        assertThat(using.lacks(new Sighting(4, 40, 401))).as("from who comes later").isTrue();
    }

    @Test
    void whatIsFoundOutdatedStaysSo() throws IOException {
        openAt(0);
        openAt(5).outdated();
        Sightings next = openAt(5);
        assertThat(next.isOutdated()).isTrue();
        next.useNow();
        assertThat(openAt(5).isOutdated()).isTrue();
    }

    @Test
    void aDamagedFileKnowsNothing() throws IOException {
        openAt(0);
        disk.flipBit("sightings", 9, 3);
        assertThat(openAt(5).before()).isEqualTo(new Sighting(0, 0, Sighting.ANY_POSITION));
        assertThat(events).anyMatch(event -> event.contains("sightings file is lost"));
    }

    @Test
    void oneThatIsWrittenWhileItAsksNamesTheProcessBefore() throws IOException {
        openAt(0);
        Sightings asks = openAt(5);
        asks.saw(new Presented(7, Sighting.NONE, new Sighting(1, 3, 4), true), kept -> {});
        assertThat(openAt(5).before()).isEqualTo(asks.before());
    }
}
