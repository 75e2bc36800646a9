package dev.cairn.api.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PreferenceTableTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");

    @Test
    void everySliceHasItsListAndEqualListsAreKeptOnce() {
        PreferenceTable table =
                PreferenceTable.build(slice ->
                        new PreferenceList(
                                slice % 2 == 0 ? List.of(N1, N2, N3) : List.of(N2, N1, N3), 2));
        assertThat(table.at(0).owners()).containsExactly(N1, N2);
        assertThat(table.at(1).owners()).containsExactly(N2, N1);
        assertThat(table.at(65_534)).isSameAs(table.at(0));
        assertThat(table.at(65_535)).isSameAs(table.at(1));
    }

    @Test
    void ownershipIsTheShareOfFirstOwners() {
        PreferenceTable table =
                PreferenceTable.build(slice ->
                        new PreferenceList(
                                slice < Slices.COUNT / 4 ? List.of(N1, N2) : List.of(N2, N1), 2));
        Map<NodeId, Double> shares = table.ownership(List.of(N1, N2, N3));
        assertThat(shares.get(N1)).isCloseTo(0.25, within(1e-9));
        assertThat(shares.get(N2)).isCloseTo(0.75, within(1e-9));
        assertThat(shares.get(N3)).isZero();
    }

    @Test
    void aListTellsOwnersFromFallbacks() {
        PreferenceList list = new PreferenceList(List.of(N1, N2, N3), 2);
        assertThat(list.owners()).containsExactly(N1, N2);
        assertThat(list.fallbacks()).containsExactly(N3);
        assertThat(list.isOwner(N2)).isTrue();
        assertThat(list.isOwner(N3)).isFalse();
        assertThat(list.isOwner(new NodeId("n4"))).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new PreferenceList(List.of(N1), 2));
    }
}
