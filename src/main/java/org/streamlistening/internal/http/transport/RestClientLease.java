package org.streamlistening.internal.http.transport;

import jakarta.ws.rs.client.Client;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A client that is lent to one request and its response. For one thread, except for {@link #abort()}. */
final class RestClientLease {

    private final RestClients clients;
    private final Client client;
    private final Executor threads;
    private volatile boolean aborted;
    private boolean released;

    /** @param threads close the client when the request is aborted */
    RestClientLease(RestClients clients, Client client, Executor threads) {
        this.clients = clients;
        this.client = client;
        this.threads = threads;
    }

    Client client() {
        return client;
    }

    /** Makes the request fail, without blocking. From any thread. */
    void abort() {
        aborted = true;
        try {
            threads.execute(client::close);
        } catch (RejectedExecutionException e) {
            // The transport was closed.
            client.close();
        }
    }

    /**
     * Returns the client. Idempotent.
     *
     * @param reusable whether the response was read to its end; else the client is closed, which ends the response
     */
    void release(boolean reusable) {
        if (!released) {
            released = true;
            clients.takeBack(client, reusable && !aborted);
        }
    }
}
