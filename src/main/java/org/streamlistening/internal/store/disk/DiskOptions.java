package org.streamlistening.internal.store.disk;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.streamlistening.server.Retention;
import org.streamlistening.server.ServerOptions;

/**
 * How a store on disk behaves.
 *
 * @param journalBytes how long the journal may be before what it is for is made safe in other ways
 * @param segmentBytes how long a stream's file may be before the next one begins
 * @param recentBytes how much of what was appended last is in memory, of all streams together
 * @param producerMaxAge after how long a producer that was silent is forgotten
 */
public record DiskOptions(
        Path directory,
        Retention retention,
        InstantSource clock,
        long journalBytes,
        long segmentBytes,
        long recentBytes,
        Duration producerMaxAge) {

    public DiskOptions(
            Path directory,
            Retention retention,
            InstantSource clock,
            long journalBytes,
            long segmentBytes,
            long recentBytes) {
        this(directory, retention, clock, journalBytes, segmentBytes, recentBytes, ServerOptions.PRODUCER_MAX_AGE);
    }

    /** The same, which forgets producers after so long. */
    public DiskOptions forgettingProducersAfter(Duration age) {
        return new DiskOptions(directory, retention, clock, journalBytes, segmentBytes, recentBytes, age);
    }

    /** No more than an eighth of the heap: it is there twice, and the application needs memory too. */
    private static long recentBytesByDefault() {
        return Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 8);
    }

    public DiskOptions(Path directory, Retention retention, InstantSource clock) {
        this(directory, retention, clock, 64 << 20, 64 << 20, recentBytesByDefault());
    }
}
