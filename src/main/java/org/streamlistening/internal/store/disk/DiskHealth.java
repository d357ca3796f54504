package org.streamlistening.internal.store.disk;

import java.io.IOException;
import java.time.Duration;
import org.streamlistening.internal.store.StoreException;
import org.streamlistening.internal.store.StoreHealth;
import org.streamlistening.internal.store.files.StoreDirectory;

/** Whether a store on disk accepts changes. Logs each change of that once. Any thread can read it. */
final class DiskHealth {

    private static final System.Logger LOG = System.getLogger(DiskHealth.class.getName());

    /** A disk with less usable space is full. */
    private static final long LEAST_SPACE = 8 << 20;

    private final StoreDirectory directory;
    private volatile StoreHealth health = StoreHealth.WRITABLE;

    /** When the store began to reject changes. Of the thread of the journal. */
    private long rejectsSince;

    DiskHealth(StoreDirectory directory) {
        this.directory = directory;
    }

    StoreHealth health() {
        return health;
    }

    void written() {
        if (health == StoreHealth.REJECTING) {
            health = StoreHealth.WRITABLE;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the stream store {0} can be written again, after {1} s",
                    directory,
                    Duration.ofNanos(System.nanoTime() - rejectsSince).toSeconds());
        }
    }

    void rejects(Throwable failure) {
        if (health == StoreHealth.REJECTING) {
            return;
        }
        rejectsSince = System.nanoTime();
        health = StoreHealth.REJECTING;
        String remedy = failure instanceof Error
                ? "give the server more memory (-Xmx), or find what uses it ("
                : "free some space, or restore the permissions of the server there (";
        LOG.log(
                System.Logger.Level.WARNING,
                "the stream store " + directory + " cannot be written: all changes are rejected until it can; " + remedy
                        + failure + ")",
                // The message of an I/O failure is complete; a fault of the server has a place in the code.
                failure instanceof IOException ? null : failure);
    }

    void ends(Throwable fault) {
        health = StoreHealth.ENDED;
        LOG.log(
                System.Logger.Level.ERROR,
                "the stream store " + directory + " accepts no more changes, since one could not be completed; its"
                        + " streams are readable and durable; restart the application, with more memory if memory was"
                        + " short",
                fault);
    }

    StoreException reason(Throwable failure) {
        if (failure instanceof Error) {
            return StoreException.unavailable("the server is short of memory");
        }
        return isFull() ? StoreException.full("the disk is full") : StoreException.unavailable("the disk has failed");
    }

    private boolean isFull() {
        try {
            return directory.usableSpace() < LEAST_SPACE;
        } catch (IOException unknown) {
            LOG.log(System.Logger.Level.DEBUG, "the usable space of the disk is unknown", unknown);
            return false;
        }
    }
}
