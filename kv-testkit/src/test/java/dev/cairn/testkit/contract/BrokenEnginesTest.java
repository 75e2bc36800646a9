package dev.cairn.testkit.contract;

import static dev.cairn.testkit.contract.ContractRun.assertNoticed;

import dev.cairn.api.spi.StorageEngine;
import dev.cairn.testkit.contract.JournalEngine.Flaw;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The storage contract itself under test: an engine that breaks one rule fails the tests of that
 * rule.
 */
final class BrokenEnginesTest {
    @Test
    void orderingKeysAsSignedBytesFailsRule1() {
        assertNoticed(SignedOrder.class, "rule1_keysAreOrderedAsUnsignedBytes");
    }

    @Test
    void splittingABatchFailsRule2AndRule5() {
        assertNoticed(
                TornBatches.class,
                "rule2_readersSeeAWholeBatchOrNothingOfIt",
                "rule5_afterPowerLossAPrefixIsFoundThatHoldsEveryDurableBatch");
    }

    @Test
    void claimingDurabilityWithoutASyncFailsRules4And5() {
        assertNoticed(
                NoSync.class,
                "rule4_whatIsDurableSurvivesPowerLoss",
                "rule4_theDurablePositionGoesOnInTheNextProcess",
                "rule5_afterPowerLossAPrefixIsFoundThatHoldsEveryDurableBatch",
                "rule5_aCrashBesideManyWritersLosesNothingDurable");
    }

    @Test
    void goingOnAfterAFailedSyncFailsRule4() {
        assertNoticed(WritesOnAfterFailedSync.class, "rule4_aLostSyncIsNeverTakenForADurableOne");
    }

    @Test
    void aCursorThatSeesLaterWritesFailsRule9() {
        assertNoticed(LiveCursor.class, "rule9_aCursorSeesTheStoreAsItWasWhenItWasMade");
    }

    @Test
    void readingWithoutChecksumsFailsRule10() {
        assertNoticed(NoChecksum.class, "rule10_aFlippedBitIsReportedAndNeverReadAsData");
    }

    @Test
    void answeringAfterCloseFailsRule12() {
        assertNoticed(ForgetsToClose.class, "rule12_afterCloseEveryMethodThrowsClosed");
    }

    static final class SignedOrder extends Broken {
        SignedOrder() {
            super(Flaw.SIGNED_ORDER);
        }
    }

    static final class TornBatches extends Broken {
        TornBatches() {
            super(Flaw.TORN_BATCHES);
        }
    }

    static final class NoSync extends Broken {
        NoSync() {
            super(Flaw.NO_SYNC);
        }
    }

    static final class WritesOnAfterFailedSync extends Broken {
        WritesOnAfterFailedSync() {
            super(Flaw.WRITES_ON_AFTER_FAILED_SYNC);
        }
    }

    static final class LiveCursor extends Broken {
        LiveCursor() {
            super(Flaw.LIVE_CURSOR);
        }
    }

    static final class NoChecksum extends Broken {
        NoChecksum() {
            super(Flaw.NO_CHECKSUM);
        }
    }

    static final class ForgetsToClose extends Broken {
        ForgetsToClose() {
            super(Flaw.FORGETS_TO_CLOSE);
        }
    }

    private abstract static class Broken extends DurableStorageEngineContract {
        private final Flaw flaw;

        Broken(Flaw flaw) {
            this.flaw = flaw;
        }

        @Override
        protected StorageEngine open(StorageEngine.Env env) {
            return new JournalEngine(env, flaw);
        }

        /** One of them never notices. */
        @Override
        Duration patience() {
            return Duration.ofSeconds(1);
        }
    }
}
