package org.streamlistening.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.streamlistening.LiveMode;

/** The cost of many readers of one stream, each on a thread of its own. */
final class WaitingReaders {

    private final LiveMode mode;
    private final List<StreamReader> readers = new ArrayList<>();
    private final CountDownLatch live;
    private final CountDownLatch received;
    private final CountDownLatch ended;

    private WaitingReaders(DurableStreamsClient client, LiveMode mode, int count) {
        this.mode = mode;
        this.live = new CountDownLatch(count);
        this.received = new CountDownLatch(count);
        this.ended = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            readers.add(client.open("shared", ReadOptions.live(mode)));
        }
    }

    /** Arguments: where the stream is, the transport, the live mode, how many. */
    public static void main(String[] arguments) throws InterruptedException {
        int before = ours();
        DurableStreamsClient client = DurableStreamsClient.builder(URI.create(arguments[0]))
                .transport(ClientTransport.valueOf(arguments[1]))
                .build();
        WaitingReaders many =
                new WaitingReaders(client, LiveMode.valueOf(arguments[2]), Integer.parseInt(arguments[3]));
        try (client;
                Scanner commands = new Scanner(System.in, UTF_8)) {
            many.readers.forEach(many::start);
            report("waiting", many.live);
            report("received", many.received);
            commands.nextLine();
            long begin = System.nanoTime();
            many.readers.forEach(StreamReader::close);
            if (!many.ended.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException(many.ended.getCount() + " readers did not end");
            }
            System.out.printf(Locale.ROOT, "ended %d ms%n", (System.nanoTime() - begin) / 1_000_000);
        }
        for (int tries = 0; ours() > before && tries < 100; tries++) {
            Thread.sleep(50);
        }
        System.out.printf(Locale.ROOT, "threads %d, before %d, of the JDK %d%n", ours(), before, threads() - ours());
    }

    /** Before JDK 21 the client of the JDK keeps idle threads for a minute. */
    private static int ours() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("HttpClient-"))
                .count();
    }

    private void start(StreamReader reader) {
        Thread thread = new Thread(null, () -> read(reader), "reader", 1 << 18);
        thread.setDaemon(true);
        thread.start();
    }

    private void read(StreamReader reader) {
        try {
            reader.next();
            if (mode == LiveMode.SSE) {
                reader.next();
            }
            live.countDown();
            while (reader.next().messages().isEmpty()) {
                // A poll that ended without data.
            }
            received.countDown();
            while (true) {
                reader.next();
            }
        } catch (CancellationException e) {
            ended.countDown();
        }
    }

    private static void report(String what, CountDownLatch reached) throws InterruptedException {
        if (!reached.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not " + what + ": " + reached.getCount());
        }
        System.out.printf(Locale.ROOT, "%s, %d threads, %d MB of heap%n", what, threads(), usedHeap() >> 20);
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
