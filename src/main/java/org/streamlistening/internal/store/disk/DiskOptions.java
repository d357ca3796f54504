package org.streamlistening.internal.store.disk;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.streamlistening.server.Retention;
import org.streamlistening.server.ServerOptions;

/**
 * The options of a store on disk.
 *
 * @param clock the date
 * @param journalBytes the length of the journal at which a checkpoint starts
 * @param segmentBytes the length of a file of a stream at which the next one begins
 * @param recentBytes the most bytes of the last appends in memory, of all streams together
 * @param producerMaxAge the time after the last accepted request at which a producer is forgotten
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

    /** These options, with another age of producers. */
    public DiskOptions forgettingProducersAfter(Duration age) {
        return new DiskOptions(directory, retention, clock, journalBytes, segmentBytes, recentBytes, age);
    }

    /** At most an eighth of the heap, since the application needs memory too. */
    private static long recentBytesByDefault() {
        return Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 8);
    }

    public DiskOptions(Path directory, Retention retention, InstantSource clock) {
        this(directory, retention, clock, 64 << 20, 64 << 20, recentBytesByDefault());
    }
}
