package dev.cairn.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.SeedProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link SeedProvider}, rule by rule.
 *
 * <pre>{@code
 * final class MySeedsTest extends SeedProviderContract {
 *     @Override
 *     protected SeedProvider open(List<Address> source) { … }   // a provider whose source lists these
 *     @Override
 *     protected boolean become(List<Address> source) { … }      // the source changes; false when it cannot
 *     @Override
 *     protected boolean lose() { … }                            // the source cannot be read; false when it cannot be so
 * }
 * }</pre>
 */
public abstract class SeedProviderContract {
    private static final Address FIRST = new Address("192.0.2.1", 4700);
    private static final Address SECOND = new Address("192.0.2.2", 4710);

    /** For subclasses. */
    protected SeedProviderContract() {}

    /** Opens a provider whose source lists these addresses, in this order. */
    protected abstract SeedProvider open(List<Address> source);

    /**
     * Makes the source list others from now on; false for a provider whose source never changes.
     */
    protected boolean become(List<Address> source) {
        return false;
    }

    /** Makes the source unreadable; false for a provider whose source always can be read. */
    protected boolean lose() {
        return false;
    }

    @Test
    void rule1_itAnswersWhatItsSourceListsAgainAndAgain() {
        SeedProvider seeds = open(List.of(FIRST, SECOND));
        assertThat(seeds.seeds()).containsExactlyInAnyOrder(FIRST, SECOND);
        assertThat(seeds.seeds()).containsExactlyInAnyOrder(FIRST, SECOND);
    }

    @Test
    void rule1_itAnswersOtherwiseWhenTheSourceChanged() {
        SeedProvider seeds = open(List.of(FIRST));
        assertThat(seeds.seeds()).containsExactly(FIRST);
        assumeTrue(become(List.of(SECOND)), "the source never changes");
        assertThat(seeds.seeds()).containsExactly(SECOND);
    }

    @Test
    void rule2_noSeedsAreAnEmptyList() {
        assertThat(open(List.of()).seeds()).isEmpty();
    }

    @Test
    void rule2_aSourceThatCannotBeReadHasNoSeeds() {
        SeedProvider seeds = open(List.of(FIRST));
        assumeTrue(lose(), "the source can always be read");
        assertThat(seeds.seeds()).isEmpty();
    }

    @Test
    void rule3_anAddressStandsInTheListOnce() {
        assertThat(open(List.of(FIRST, SECOND, FIRST)).seeds())
                .containsExactlyInAnyOrder(FIRST, SECOND);
    }

    @Test
    void rule3_theListDoesNotChange() {
        List<Address> answered = open(List.of(FIRST)).seeds();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> answered.add(SECOND));
        become(List.of(SECOND));
        assertThat(answered).containsExactly(FIRST);
    }
}
