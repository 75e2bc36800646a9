package dev.cairn.replication.cluster;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What random clients counted and put into sets, so that each operation can be told in the end:
 * every add to a counter is another power of four, and every element is added once and perhaps
 * removed by somebody who has seen it.
 */
final class CountHistory implements RandomRun.History {
    private static final int MAX_ADDS = 31;

    private final TestCluster cluster;
    private final RandomGenerator random;
    private final List<CounterAdds> counters = new ArrayList<>();
    private final List<Element> elements = new ArrayList<>();
    private final List<Seen> reads = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    private record CounterAdds(Key key, List<Call<WriteResult>> adds) {}

    private record Seen(Key key, Call<ReadResult> call) {}

    private static final class Element {
        final Key key;
        final String name;
        final Call<WriteResult> add;
        final List<Call<WriteResult>> removes = new ArrayList<>();

        Element(Key key, String name, Call<WriteResult> add) {
            this.key = key;
            this.name = name;
            this.add = add;
        }
    }

    CountHistory(TestCluster cluster, RandomGenerator random) {
        this.cluster = cluster;
        this.random = random;
        cluster.set("counters", DataTypesTest.bucket("counter"));
        cluster.set("sets", DataTypesTest.bucket("or-set"));
        for (int i = 0; i < 3; i++) {
            counters.add(
                    new CounterAdds(new Key("counters", Bytes.utf8("c" + i)), new ArrayList<>()));
        }
    }

    private Key set() {
        return new Key("sets", Bytes.utf8("s" + random.nextInt(2)));
    }

    @Override
    public void write(int through) {
        CounterAdds counter = counters.get(random.nextInt(counters.size()));
        if (random.nextBoolean() && counter.adds().size() < MAX_ADDS) {
            String add = "{\"add\":" + (1L << 2 * counter.adds().size()) + "}";
            counter.adds().add(put(through, counter.key(), add, Optional.empty()));
            return;
        }
        Key key = set();
        String name = "e" + elements.size();
        String add = "{\"add\":[\"" + name + "\"]}";
        elements.add(new Element(key, name, put(through, key, add, Optional.empty())));
    }

    private Call<WriteResult> put(
            int through, Key key, String operation, Optional<ReadResult> seen) {
        return cluster.startPut(
                through, TestCluster.request(key, operation, seen.map(ReadResult::context)));
    }

    @Override
    public void read(int through) {
        Key key = set();
        reads.add(new Seen(key, cluster.startGet(through, GetRequest.of(key))));
        remove(through);
    }

    /** Removes an element that the newest answer shows. */
    private void remove(int through) {
        List<Seen> answered = reads.stream().filter(read -> read.call().succeeded()).toList();
        if (answered.isEmpty()) {
            return;
        }
        Seen last = answered.getLast();
        String shown = shown(last.call().result());
        for (Element element : elements) {
            boolean seen =
                    element.key.equals(last.key()) && shown.contains('"' + element.name + '"');
            if (seen && random.nextInt(4) == 0) {
                String remove = "{\"remove\":[\"" + element.name + "\"]}";
                element.removes.add(
                        put(through, last.key(), remove, Optional.of(last.call().result())));
                return;
            }
        }
    }

    private static String shown(ReadResult read) {
        return String.join("", TestCluster.values(read));
    }

    @Override
    public void learn() {}

    @Override
    public void readAll() {
        for (CounterAdds counter : counters) {
            BigInteger total = new BigInteger('0' + all(counter.key()));
            for (int i = 0; i < counter.adds().size(); i++) {
                check(
                        "add " + i + " of " + counter.key(),
                        counter.adds().get(i),
                        total.shiftRight(2 * i).intValue() & 3);
            }
        }
        for (Element element : elements) {
            int count = all(element.key).contains('"' + element.name + '"') ? 1 : 0;
            boolean removed = element.removes.stream().anyMatch(Call::succeeded);
            if (removed && count > 0) {
                wrong.add(element.name + " is there, though its remove was acknowledged");
            }
            if (element.removes.isEmpty()) {
                check("the add of " + element.name, element.add, count);
            }
        }
    }

    private String all(Key key) {
        GetRequest all = new GetRequest(key, RequestOptions.DEFAULT.with(Level.ALL));
        return shown(cluster.await(cluster.startGet(1, all)).result());
    }

    private void check(String what, Call<WriteResult> add, int count) {
        if (count > 1 || count == 0 && add.succeeded()) {
            wrong.add(what + " counts " + count + " times");
        }
    }

    long acknowledged() {
        return counters.stream()
                .flatMap(counter -> counter.adds().stream())
                .filter(Call::succeeded)
                .count();
    }

    List<String> wrong() {
        return wrong;
    }
}
