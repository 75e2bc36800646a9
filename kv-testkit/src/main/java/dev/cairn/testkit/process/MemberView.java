package dev.cairn.testkit.process;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A member as one node sees it.
 *
 * @param id its name
 * @param state JOINING, ACTIVE, LEAVING, LEFT or EVICTED
 * @param liveness ALIVE, SUSPECT or DEAD
 * @param rebuildingSlices slices that it has yet to read since it lost its disk
 */
public record MemberView(String id, String state, String liveness, long rebuildingSlices) {
    private static final Pattern MEMBER =
            Pattern.compile(
                    "\"id\":\"(?<id>[^\"]+)\",\"state\":\"(?<state>\\w+)\",\"liveness\":\"(?<liveness>\\w+)\""
                            + ".*?\"rebuildingSlices\":(?<rebuilding>\\d+)");

    /** Reads what {@code GET /v1/members} answers. */
    static List<MemberView> read(String json) {
        List<MemberView> members = new ArrayList<>();
        for (Matcher found = MEMBER.matcher(json); found.find(); ) {
            members.add(
                    new MemberView(
                            found.group("id"),
                            found.group("state"),
                            found.group("liveness"),
                            Long.parseLong(found.group("rebuilding"))));
        }
        return members;
    }

    /** Whether it has gone for good. */
    boolean isGone() {
        return state.equals("LEFT") || state.equals("EVICTED");
    }
}
