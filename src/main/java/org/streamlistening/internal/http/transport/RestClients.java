package org.streamlistening.internal.http.transport;

import jakarta.ws.rs.client.Client;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.Interrupts;
import org.streamlistening.internal.http.ResponseTimeoutException;
import org.streamlistening.internal.protocol.TimeText;

/** The clients of one connection. Lends each to one request at a time, and keeps some for later requests. */
final class RestClients implements AutoCloseable {

    /** The largest number of concurrent requests of a connection; further requests wait. */
    private static final int MAX_CLIENTS = 50;

    /** The largest number of idle clients, and thus of idle connections to the server. */
    private static final int MAX_IDLE = 8;

    private final Supplier<Client> factory;
    private final Executor threads;
    private final Duration leaseTimeout;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All below is guarded by the lock.
    private final Set<Client> open = new HashSet<>();
    private final Deque<Client> idle = new ArrayDeque<>();
    // Includes the clients that are being made.
    private int count;
    private boolean closed;

    /**
     * Makes the first client.
     *
     * @param threads close clients whose request is aborted
     * @param leaseTimeout how long a request waits for a client while all are lent
     */
    RestClients(Supplier<Client> factory, Executor threads, Duration leaseTimeout) {
        this.factory = factory;
        this.threads = threads;
        this.leaseTimeout = leaseTimeout;
        Client first = factory.get();
        open.add(first);
        idle.push(first);
        count = 1;
    }

    /**
     * Lends a client. Blocks while all are lent.
     *
     * @throws IOException if no client becomes free in time, if this is closed, or if the thread is interrupted
     */
    RestClientLease lease() throws IOException {
        Client free = awaitFree();
        return new RestClientLease(this, free == null ? makeClient() : free, threads);
    }

    /** Waits for a free client; null: the caller may make another one. */
    private @Nullable Client awaitFree() throws IOException {
        lock.lock();
        try {
            long left = leaseTimeout.toNanos();
            while (idle.isEmpty() && count >= MAX_CLIENTS && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (closed) {
                throw connectionClosed();
            }
            if (!idle.isEmpty()) {
                return idle.pop();
            }
            if (count >= MAX_CLIENTS) {
                throw new ResponseTimeoutException(MAX_CLIENTS
                        + " requests are under way, and none of them ended within " + TimeText.of(leaseTimeout));
            }
            count++;
            return null;
        } catch (InterruptedException e) {
            throw Interrupts.interruptedIo(e);
        } finally {
            lock.unlock();
        }
    }

    /** Makes a client outside of the lock, since the factory runs code of the application. */
    private Client makeClient() throws IOException {
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
        throw connectionClosed();
    }

    /** Keeps a client for later requests if it is reusable and few are idle, else closes it. */
    void takeBack(Client client, boolean reusable) {
        lock.lock();
        try {
            if (reusable && !closed && idle.size() < MAX_IDLE) {
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

    private static IOException connectionClosed() {
        return new IOException("the connection was closed");
    }

    /** Closes all clients, which ends their requests. From any thread. */
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
