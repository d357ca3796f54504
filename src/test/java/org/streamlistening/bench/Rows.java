package org.streamlistening.bench;

import static org.streamlistening.bench.Contender.CLIENT_JDK;
import static org.streamlistening.bench.Contender.CLIENT_REST;
import static org.streamlistening.bench.Contender.Column.FAN_OUT;
import static org.streamlistening.bench.Contender.Column.LOOP;
import static org.streamlistening.bench.Contender.FAST_LISTENER_JDK;
import static org.streamlistening.bench.Contender.FAST_LISTENER_REST;
import static org.streamlistening.bench.Contender.LISTENER_JDK;
import static org.streamlistening.bench.Contender.LISTENER_REST;
import static org.streamlistening.bench.Contender.LOOP_JSONB;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All rows of the benchmark, with their aims. */
final class Rows {

    private static final boolean VIRTUAL_THREADS = Runtime.version().feature() >= 24;

    private Rows() {}

    static List<Row> all() {
        List<Row> all = new ArrayList<>();
        all.addAll(catchUp());
        all.addAll(oneStream());
        all.addAll(manyStreams());
        return all;
    }

    private static List<Row> catchUp() {
        String small = "workload=catch-up count=100000|2000 bytes=103 runs=8|2";
        String large = "workload=catch-up count=1000|20 bytes=100000 runs=5|2";
        Aim first = Aim.atMost(1500);
        Row inLittleMemory = Row.of(
                        "catch-up-64mb",
                        "catch-up, 1,000 × 100 kB, 64 MB of heap",
                        large,
                        FAST_LISTENER_REST,
                        FAST_LISTENER_JDK,
                        CLIENT_REST,
                        CLIENT_JDK,
                        Contender.LOOP)
                .heap(64)
                .with(Row.Option.PEERS_MAY_FAIL)
                .figure("ms")
                .figure("CPU ms");
        return List.of(
                Row.of(
                                "catch-up-small",
                                "catch-up, 100,000 × 103 B, typed observer",
                                small,
                                LISTENER_REST,
                                LISTENER_JDK,
                                LOOP_JSONB)
                        .figure("ms", Aim.times(1.25, LOOP))
                        .figure("first ms", first)
                        .figure("CPU ms")
                        .figure("allocated MB"),
                Row.of(
                                "catch-up-small-jackson",
                                "the same, decoded by Jackson",
                                small,
                                FAST_LISTENER_REST,
                                FAST_LISTENER_JDK,
                                CLIENT_REST,
                                CLIENT_JDK,
                                Contender.LOOP)
                        .figure("ms", Aim.times(2.5, LOOP))
                        .figure("CPU ms")
                        .figure("allocated MB"),
                Row.of(
                                "catch-up-large-client",
                                "catch-up, 1,000 × 100 kB, client",
                                large,
                                CLIENT_REST,
                                CLIENT_JDK,
                                Contender.LOOP)
                        .figure("ms", Aim.times(1.1, LOOP))
                        .figure("CPU ms"),
                Row.of(
                                "catch-up-large",
                                "catch-up, 1,000 × 100 kB, listener",
                                large,
                                FAST_LISTENER_REST,
                                FAST_LISTENER_JDK,
                                Contender.LOOP)
                        .figure("ms", Aim.times(1.2, LOOP))
                        .figure("CPU ms"),
                inLittleMemory);
    }

    private static List<Row> oneStream() {
        return Stream.of(10, 100, 1000, 10_000)
                .map(count -> count < 1000 ? growing(oneStream(count)) : oneStream(count))
                .toList();
    }

    private static Row oneStream(int count) {
        Row row = Row.of(
                "one-stream-" + count,
                String.format("%,d on one stream", count),
                "workload=broadcast streams=one offset=0000000001 followers=" + count + "|" + Math.min(count, 100)
                        + " appends=20|4 idle=" + (count == 10_000 ? "6000|200" : "1000|100"),
                LISTENER_REST,
                LISTENER_JDK,
                Contender.FAN_OUT);
        boolean most = count == 10_000;
        return row.figure("ms", most ? new Aim[] {Aim.times(5, FAN_OUT), Aim.atMost(100)} : new Aim[] {Aim.times(5, FAN_OUT)})
                .figure("CPU ms", most ? new Aim[] {Aim.atMost(150)} : new Aim[0])
                .figure("task wait ms", Aim.atMost(20))
                .figure("open ms", Aim.atMost(2000))
                .figure("open CPU ms", Aim.atMost(2000))
                .figure("bytes per follower", most ? new Aim[] {Aim.atMost(1500)} : new Aim[0])
                .figure("idle CPU %", most ? new Aim[] {Aim.atMost(1)} : new Aim[0])
                .figure("idle stall ms", most ? new Aim[] {Aim.atMost(20)} : new Aim[0])
                .figure("threads");
    }

    private static List<Row> manyStreams() {
        return Stream.of(1, 10, 100, 1000)
                .map(count -> count < 1000 ? growing(manyStreams(count)) : manyStreams(count))
                .toList();
    }

    private static Row manyStreams(int count) {
        return Row.of(
                        "many-streams-" + count,
                        String.format("%,d streams × 1, one append each", count),
                        "workload=broadcast streams=many offset=0000000001 followers=" + count + "|"
                                + Math.min(count, 50) + " appends=12|4 idle=0",
                        LISTENER_REST,
                        LISTENER_JDK,
                        Contender.LOOP)
                .figure("ms", Aim.times(0.7, LOOP))
                .figure("CPU ms")
                .figure("task wait ms", Aim.atMost(50))
                .figure("threads", Aim.atMost(VIRTUAL_THREADS ? 100 : 1050))
                .figure("resident MB", VIRTUAL_THREADS ? new Aim[] {Aim.times(1.3, LOOP)} : new Aim[0])
                .figure("open ms");
    }

    private static Row growing(Row row) {
        return row.with(Row.Option.ONCE);
    }
}
