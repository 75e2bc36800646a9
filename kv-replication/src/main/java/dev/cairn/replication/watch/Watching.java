package dev.cairn.replication.watch;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchEvent.Change;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Replication.Env;
import dev.cairn.replication.watch.Journal.Mark;
import dev.cairn.replication.watch.WatchMessage.Follow;
import dev.cairn.replication.watch.WatchMessage.Followed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One watcher on its node. It gathers where every member's journal ends, and from then on follows
 * them all; what one of them tells waits until the watcher has asked for it, and only then is that
 * one asked again. When a slice has no owner left that was followed without a gap, it gathers anew
 * and says so. Owned by its lane, but for {@link #next} and {@link #close}.
 *
 * <pre>
 *  GATHERING ──every living member, or enough after a while, has told its end──▶ TELLING
 *      ▲                                                                            │
 *      └──────────── a slice is not covered any more: Resync comes next ────────────┘
 * </pre>
 */
final class Watching implements Watch {
    /** How long a member waits for something to tell. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** How long its answer is waited for beyond that. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(500);

    /** A watcher that hears of no change for so long hears of its position. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Env env;
    private final Lane lane;
    private final Questions questions;
    private final Shower shower;
    private final WatchRequest request;
    private final Watcher watcher;
    private final Consumer<Watching> over;
    private final Map<NodeId, Following> following = new HashMap<>();
    private final Queue<Following> ready = new ArrayDeque<>();
    private State state = State.GATHERING;
    private long gathering;
    private boolean patient;
    private boolean wanted;
    private boolean busy;
    private boolean due;
    private boolean began;
    private boolean missed;
    private long lastEvent;

    private enum State {
        GATHERING,
        TELLING,
        ENDED
    }

    Watching(
            Env env,
            Lane lane,
            Questions questions,
            Shower shower,
            WatchRequest request,
            Watcher watcher,
            Consumer<Watching> over) {
        this.env = env;
        this.lane = lane;
        this.questions = questions;
        this.shower = shower;
        this.request = request;
        this.watcher = watcher;
        this.over = over;
    }

    void start() {
        lastEvent = lane.clock().nanos();
        if (request.after().isEmpty()) {
            gather();
            return;
        }
        began = true;
        try {
            followMembers();
            Positions.decode(request.after().get())
                    .forEach((node, mark) ->
                            Optional.ofNullable(following.get(node))
                                    .ifPresent(member -> member.begin(mark, true)));
        } catch (KvException notOurs) {
            end(notOurs.error());
            return;
        }
        if (isCovered()) {
            tell();
            following.values().forEach(this::ask);
        } else {
            gather();
        }
    }

    @Override
    public void next() {
        lane.execute(() -> {
            wanted = true;
            pump();
        });
    }

    @Override
    public void close() {
        lane.execute(() -> {
            state = State.ENDED;
            over.accept(this);
        });
    }

    /** Ends it and says why. */
    void end(KvError why) {
        if (state != State.ENDED) {
            state = State.ENDED;
            over.accept(this);
            watcher.ended(why);
        }
    }

    /** This node goes by another topology. */
    void clusterChanged() {
        if (state == State.ENDED) {
            return;
        }
        followMembers().forEach(this::ask);
        if (state == State.GATHERING) {
            tellIfGathered();
        } else if (!isCovered()) {
            gather();
        }
    }

    /** Follows the members that may be written what is watched; answers those that are new. */
    private List<Following> followMembers() {
        Set<NodeId> members = members(env.cluster().get());
        following.keySet().retainAll(members);
        List<Following> fresh =
                members.stream()
                        .filter(node -> !following.containsKey(node))
                        .map(Following::new)
                        .toList();
        fresh.forEach(member -> following.put(member.node(), member));
        return fresh;
    }

    private Set<NodeId> members(ClusterView view) {
        Set<NodeId> members = new HashSet<>();
        if (request.key().isPresent()) {
            members.addAll(view.writeOwners(slice(), bucket().n()));
            return members;
        }
        for (Member member : view.topology().members()) {
            if (member.state().owns() || member.state() == MemberState.JOINING) {
                members.add(member.id());
            }
        }
        return members;
    }

    private BucketProperties bucket() {
        return env.cluster().get().bucket(request.bucket());
    }

    private int slice() {
        Key key = new Key(request.bucket(), request.key().orElseThrow());
        return Slices.of(env.partitioner().token(key));
    }

    private boolean isCovered() {
        Set<NodeId> whole = new HashSet<>();
        following.values().stream()
                .filter(Following::isWhole)
                .forEach(member -> whole.add(member.node()));
        int first = request.key().isPresent() ? slice() : 0;
        int last = request.key().isPresent() ? first : Slices.COUNT - 1;
        return Coverage.reaches(env.cluster().get(), bucket().n(), first, last, whole);
    }

    /** Begins anew, from where the journals end by now. */
    private void gather() {
        state = State.GATHERING;
        missed = began;
        patient = true;
        ready.clear();
        shower.forget();
        following.clear();
        followMembers().forEach(this::ask);
        long mine = ++gathering;
        lane.after(
                GRACE,
                () -> {
                    if (mine == gathering) {
                        patient = false;
                        tellIfGathered();
                    }
                });
        lane.after(
                env.requestTimeout().plus(GRACE),
                () -> {
                    if (mine == gathering && state == State.GATHERING) {
                        end(
                                KvError.of(
                                        ErrorCode.UNAVAILABLE,
                                        "some slices have no owner that answers; try again later"));
                    }
                });
    }

    private void tellIfGathered() {
        if (state != State.GATHERING) {
            return;
        }
        ClusterView view = env.cluster().get();
        boolean all =
                following.values().stream()
                        .allMatch(member ->
                                member.mark().isPresent()
                                        || view.liveness(member.node()) == Liveness.DEAD);
        if ((all || !patient) && isCovered()) {
            tell();
        }
    }

    private void tell() {
        state = State.TELLING;
        due = true;
        pump();
    }

    private boolean isFollowed(Following member) {
        return state != State.ENDED && following.get(member.node()) == member;
    }

    private void ask(Following member) {
        if (isFollowed(member)) {
            Bytes key = request.key().orElse(Bytes.EMPTY);
            questions.ask(
                    member.node(),
                    PATIENCE.plus(GRACE),
                    id -> new Follow(id, request.bucket(), key, member.mark(), PATIENCE),
                    answer -> answered(member, answer));
        }
    }

    private void answered(Following member, Optional<Followed> answer) {
        if (!isFollowed(member)) {
            return;
        }
        if (answer.isEmpty()) {
            lane.after(PAUSE, () -> ask(member));
            return;
        }
        Followed told = answer.get();
        if (!told.gap() && member.mark().isPresent()) {
            member.tells(told);
            ready.add(member);
            pump();
            return;
        }
        member.begin(told.mark(), state == State.GATHERING);
        if (state == State.TELLING && !isCovered()) {
            gather();
            return;
        }
        ask(member);
        tellIfGathered();
    }

    /** Tells what there is, as long as the watcher wants it. */
    private void pump() {
        while (state == State.TELLING && wanted && !busy) {
            if (due) {
                due = false;
                WatchPosition here = position();
                emit(missed ? new WatchEvent.Resync(here) : changes(List.of(), here));
                missed = false;
                return;
            }
            Following member = ready.poll();
            if (member == null) {
                return;
            }
            if (isFollowed(member)) {
                busy = true;
                show(member);
            }
        }
    }

    private void show(Following member) {
        if (!isFollowed(member)) {
            busy = false;
            pump();
            return;
        }
        shower.show(
                bucket(),
                member.told().pairs(),
                changes -> {
                    busy = false;
                    shown(member, changes);
                    pump();
                },
                () -> lane.after(PAUSE, () -> show(member)));
    }

    private void shown(Following member, List<Change> changes) {
        if (!isFollowed(member) || state != State.TELLING) {
            return;
        }
        member.advance();
        ask(member);
        boolean silent = lane.clock().nanos() - lastEvent >= SILENCE.toNanos();
        if (!changes.isEmpty() || silent) {
            emit(changes(changes, position()));
        }
    }

    private static WatchEvent changes(List<Change> changes, WatchPosition position) {
        return new WatchEvent.Changes(changes, position);
    }

    private WatchPosition position() {
        Map<NodeId, Mark> marks = new HashMap<>();
        following.values().stream()
                .filter(Following::isWhole)
                .forEach(member -> marks.put(member.node(), member.mark().orElseThrow()));
        return Positions.encode(marks);
    }

    private void emit(WatchEvent event) {
        wanted = false;
        began = true;
        lastEvent = lane.clock().nanos();
        watcher.event(event);
    }
}
