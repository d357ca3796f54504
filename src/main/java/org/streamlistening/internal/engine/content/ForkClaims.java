package org.streamlistening.internal.engine.content;

/**
 * The forks that need the bytes of a stream. A fork gives its claim up when its deletion is submitted, and the bytes
 * stay until the deletion is durable, since it can fail. Thread-safe; a claim is added under the lock of the content.
 */
public final class ForkClaims {

    /** The number of forks whose deletion was not submitted. Guarded by this. */
    private int present;
    /** The number of forks whose deletion is not durable. Guarded by this. */
    private int undeleted;

    /** A fork needs the bytes. */
    public synchronized void add() {
        present++;
        undeleted++;
    }

    /** A fork that was added does not exist. */
    public synchronized void remove() {
        present--;
        undeleted--;
    }

    /** The deletion of a fork is submitted. @return whether another fork needs the stream */
    public synchronized boolean release() {
        present--;
        return present > 0;
    }

    /** The deletion of a fork failed. */
    public synchronized void restore() {
        present++;
    }

    /** The deletion of a fork is durable: retention can trim the bytes. */
    public synchronized void forkDeleted() {
        undeleted--;
    }

    /** Whether the stream must stay for a fork. */
    public synchronized boolean needStream() {
        return present > 0;
    }

    synchronized boolean needBytes() {
        return undeleted > 0;
    }
}
