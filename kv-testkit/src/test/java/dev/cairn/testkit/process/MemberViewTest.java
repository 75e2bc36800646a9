package dev.cairn.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemberViewTest {
    @Test
    void theMembersAreReadOutOfWhatANodeAnswers() {
        String answer =
                """
                {"cluster":"0a","node":"n1","epoch":3,"members":[\
                {"id":"n1","state":"ACTIVE","liveness":"ALIVE","address":"127.0.0.1:4700","weight":100,\
                "load":{"requestsPerSecond":0.5,"storedBytes":10,"rebuildingSlices":0},"draining":false},\
                {"id":"n2","state":"LEFT","liveness":"DEAD","address":"127.0.0.1:4710","weight":100,\
                "load":{"requestsPerSecond":0,"storedBytes":0,"rebuildingSlices":17},"draining":false}]}\
                """;
        assertThat(MemberView.read(answer))
                .containsExactly(
                        new MemberView("n1", "ACTIVE", "ALIVE", 0),
                        new MemberView("n2", "LEFT", "DEAD", 17));
    }
}
