package org.streamlistening.internal.http.transport;

import jakarta.ws.rs.client.Client;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.ResponseTimeoutException;
import org.streamlistening.internal.protocol.TimeText;

/** The clients of one connection, each lent to one request at a time. Some are kept for the next requests. */
final class RestClients implements AutoCloseable {

    /** How many requests one connection carries at the same time; further ones wait for their turn. */
    private static final int MAX_CLIENTS = 50;

    /** How many clients, and with them connections to the server, are kept when there is nothing to send. */
    private static final int MAX_IDLE = 8;

    private final Supplier<Client> factory;
    private final Executor threads;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final Set<Client> open = new HashSet<>();
    private final Deque<Client> idle = new ArrayDeque<>();
    // With those that are being made.
    private int count;
    private boolean closed;

    /**
     * @param threads close clients whose request is aborted
     * @param patience how long a request waits for a client while all are lent
     */
    RestClients(Supplier<Client> factory, Executor threads, Duration patience) {
        this.factory = factory;
        this.threads = threads;
        this.patience = patience;
        Client first = factory.get();
        open.add(first);
        idle.push(first);
        count = 1;
    }

    /** A client for one request and its answer. */
    final class Lease {

        private final Client client;
        private volatile boolean aborted;
        private boolean released;

        private Lease(Client client) {
            this.client = client;
        }

        Client client() {
            return client;
        }

        /** Makes what the client is doing fail, without waiting for that. From any thread. */
        void abort() {
            aborted = true;
            try {
                threads.execute(client::close);
            } catch (RejectedExecutionException e) {
                // The transport has ended.
                client.close();
            }
        }

        /**
         * Gives the client back. Idempotent.
         *
         * @param ended whether nothing of the answer is left on its connection; else the client is closed, which ends it
         */
        void release(boolean ended) {
            if (!released) {
                released = true;
                takeBack(client, ended && !aborted);
            }
        }
    }

    /**
     * Lends a client.
     *
     * @throws IOException if none becomes free in time, if this is closed or the thread interrupted
     */
    Lease lease() throws IOException {
        Client free = awaited();
        return new Lease(free == null ? made() : free);
    }

    /** A client that is free; null: one may be made. */
    private @Nullable Client awaited() throws IOException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (idle.isEmpty() && count >= MAX_CLIENTS && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            requireOpen();
            if (!idle.isEmpty()) {
                return idle.pop();
            }
            if (count >= MAX_CLIENTS) {
                throw new ResponseTimeoutException(MAX_CLIENTS
                        + " requests are under way, and none of them ended within " + TimeText.of(patience));
            }
            count++;
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting");
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            lock.unlock();
        }
    }

    /** Outside of the lock, as it runs code of the application. */
    private Client made() throws IOException {
        Client client = null;
        try {
            client = factory.get();
        } finally {
            if (client == null) {
                forget(null);
            }
        }
        lock.lock();
        try {
            if (!closed) {
                open.add(client);
                return client;
            }
        } finally {
            lock.unlock();
        }
        client.close();
        throw new IOException("the connection was closed");
    }

    private void takeBack(Client client, boolean usable) {
        lock.lock();
        try {
            if (usable && !closed && idle.size() < MAX_IDLE) {
                idle.push(client);
                changed.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        forget(client);
        client.close();
    }

    private void forget(@Nullable Client client) {
        lock.lock();
        try {
            open.remove(client);
            count--;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the connection was closed");
        }
    }

    /** Closes all clients, which ends their requests. */
    @Override
    public void close() {
        List<Client> ended;
        lock.lock();
        try {
            closed = true;
            ended = List.copyOf(open);
            open.clear();
            idle.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        ended.forEach(Client::close);
    }
}
