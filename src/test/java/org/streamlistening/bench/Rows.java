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
import static org.streamlistening.bench.Contender.TYPESCRIPT;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All rows of the benchmark, with their aims. */
final class Rows {

    private static final boolean VIRTUAL_THREADS = Runtime.version().feature() >= 24;

    private static final String ONE_STREAM = "workload=broadcast streams=one warm-ups=6|1 ";

    private Rows() {}

    static List<Row> all() {
        List<Row> all = new ArrayList<>();
        all.addAll(catchUp());
        all.addAll(oneStream());
        all.addAll(latency());
        all.addAll(manyStreams());
        all.add(ownServer());
        all.add(slowObserver());
        all.add(server("memory", Aim.atLeastTimes(2, Contender.Column.REFERENCE))
                .beside(Contender.containerAlone()));
        all.add(server("disk"));
        return all;
    }

    private static List<Row> catchUp() {
        String small = "workload=catch-up count=100000|2000 bytes=103 runs=30|2";
        String large = "workload=catch-up count=1000|20 bytes=100000 runs=10|2";
        Aim first = Aim.atMost(1500);
        Row consumer = Row.of(
                        "catch-up-small-consumer",
                        "the same by a consumer",
                        small,
                        Contender.CONSUMER_REST,
                        Contender.SESSION_LISTENER)
                .figure("ms", Aim.times(1, Contender.Column.LISTENER))
                .figure("CPU ms")
                .figure("allocated MB");
        Row inLittleMemory = Row.of(
                        "catch-up-64mb",
                        "catch-up, 1,000 × 100 kB, 64 MB of heap",
                        large,
                        FAST_LISTENER_REST,
                        FAST_LISTENER_JDK,
                        CLIENT_REST,
                        CLIENT_JDK,
                        Contender.LOOP,
                        TYPESCRIPT)
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
                                LOOP_JSONB,
                                TYPESCRIPT)
                        .figure("ms", Aim.times(1.25, LOOP))
                        .figure("first ms", first)
                        .figure("CPU ms")
                        .figure("allocated MB"),
                consumer,
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
                                Contender.LOOP,
                                TYPESCRIPT)
                        .figure("ms", Aim.times(1.2, LOOP))
                        .figure("CPU ms"),
                inLittleMemory);
    }

    private static List<Row> latency() {
        return Stream.of("sse", "long-poll")
                .map(live -> Row.of(
                                "latency-" + live,
                                "one follower, a message every 4 ms, " + live,
                                "workload=latency count=500|50 warm-ups=8|1 micros=4000 live=" + live,
                                LISTENER_REST,
                                LISTENER_JDK,
                                CLIENT_REST,
                                CLIENT_JDK,
                                Contender.LOOP,
                                Contender.FAN_OUT,
                                TYPESCRIPT)
                        .figure("p50 ms", Aim.times(1.15, LOOP))
                        .figure("p99 ms", Aim.times(1, Contender.Column.TYPESCRIPT))
                        .figure("CPU ms", Aim.times(2, LOOP)))
                .toList();
    }

    private static Row ownServer() {
        return Row.of(
                        "own-server-1000",
                        "1,000 streams × 1 of the server in the same process",
                        "workload=broadcast streams=many warm-ups=0 offset=now followers=1000|50 appends=24|4 idle=0",
                        Contender.IN_PROCESS,
                        Contender.OWN_HTTP)
                .figure("ms")
                .figure("CPU ms", Aim.times(0.25, Contender.Column.HTTP))
                .figure("threads", Aim.atMost(100));
    }

    private static Row slowObserver() {
        return Row.of(
                        "slow-observer",
                        "1,000 on one stream, one of them takes 100 ms",
                        "workload=slow-observer followers=1000|50 count=40|5 micros=50000 slow=100",
                        LISTENER_REST,
                        LISTENER_JDK)
                .figure("p99 ms without")
                .figure("p99 ms with")
                .figure("with / without", Aim.atMost(1.2));
    }

    private static Row server(String store, Aim... appends) {
        return Row.of(
                        "server-" + store,
                        "the server alone, streams in " + store,
                        "millis=1000|50 percent=100|2 warm-ups=15|1",
                        Contender.server(store),
                        Contender.referenceServer(store))
                .figure("appends/s, 100 B each, 16 connections", appends)
                .figure("appends/s, 100 B each, 64 connections")
                .figure("messages/s, 100 x 100 B at once, 16 connections")
                .figure("catch-up MB/s, 100,000 x 100 B (JSON)")
                .figure("catch-up MB/s, 1,000 x 100 kB (JSON)")
                .figure("appends/s that reach all of 1,000 SSE readers");
    }

    private static List<Row> oneStream() {
        List<Row> rows = new ArrayList<>();
        rows.add(oneStream(10).with(Row.Option.ONCE));
        rows.add(oneStream(100).with(Row.Option.ONCE));
        rows.add(oneStream(1000).beside(LISTENER_JDK, Contender.LOOP, TYPESCRIPT));
        rows.add(oneStream(10_000));
        rows.add(Row.of(
                        "from-now-10000",
                        "10,000 on one stream from now on",
                        ONE_STREAM + "offset=now followers=10000|100 appends=4 idle=0",
                        LISTENER_REST,
                        Contender.FAN_OUT)
                .figure("first open ms")
                .figure("first open CPU ms")
                .figure("open ms", Aim.atMost(2000))
                .figure("open CPU ms", Aim.atMost(2000)));
        return rows;
    }

    private static Row oneStream(int count) {
        Row row = Row.of(
                "one-stream-" + count,
                String.format("%,d on one stream", count),
                ONE_STREAM + "offset=0000000001 followers=" + count + "|" + Math.min(count, 100) + " appends=40|4 idle="
                        + (count == 10_000 ? "6000|200" : "1000|100"),
                LISTENER_REST,
                Contender.FAN_OUT);
        boolean most = count == 10_000;
        row = row.figure(
                        "ms",
                        most ? new Aim[] {Aim.times(5, FAN_OUT), Aim.atMost(100)} : new Aim[] {Aim.times(5, FAN_OUT)})
                .figure("CPU ms", most ? new Aim[] {Aim.atMost(150)} : new Aim[0])
                .figure("task wait ms", Aim.atMost(20))
                .figure("first open ms")
                .figure("first open CPU ms")
                .figure("open ms", Aim.atMost(2000))
                .figure("open CPU ms", Aim.atMost(2000));
        // Few followers are lost in the noise of the heap.
        row = count < 1000 ? row : row.figure("bytes per follower", most ? new Aim[] {Aim.atMost(1500)} : new Aim[0]);
        return row.figure("idle CPU %", most ? new Aim[] {Aim.atMost(1)} : new Aim[0])
                .figure("idle stall ms", most ? new Aim[] {Aim.atMost(20)} : new Aim[0])
                .figure("threads");
    }

    private static List<Row> manyStreams() {
        return List.of(
                manyStreams(1).with(Row.Option.ONCE),
                manyStreams(10).with(Row.Option.ONCE),
                manyStreams(100).with(Row.Option.ONCE),
                manyStreams(1000).beside(TYPESCRIPT));
    }

    private static Row manyStreams(int count) {
        return Row.of(
                        "many-streams-" + count,
                        String.format("%,d streams × 1, one append each", count),
                        "workload=broadcast streams=many warm-ups=0 offset=0000000001 followers=" + count + "|"
                                + Math.min(count, 50) + " appends=24|4 idle=0",
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
}
