package org.streamlistening.client;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.client.RestTransport.AsDeclared;
import org.streamlistening.client.Transport.Connection;
import org.streamlistening.client.Transport.Request;

/**
 * Clients of the container, usually one. To end an answer whose body does not end, its client has to be closed; another
 * one takes its place, and it is closed when the other answers that it carries are over.
 */
final class RestConnection implements Connection {

    private static final byte[] NOTHING = new byte[0];

    private final Supplier<Client> clients;
    private final ExecutorService threads;

    // Guarded by this.
    private final Set<Lease> open = new HashSet<>();
    private Lease current;
    private boolean closed;

    /** @param threads for reading what nobody else reads */
    RestConnection(Supplier<Client> clients, ExecutorService threads) {
        this.clients = clients;
        this.threads = threads;
        this.current = new Lease(clients.get());
        open.add(current);
    }

    /** A client, and how many requests and answers it carries. Guarded by the connection. */
    private static final class Lease {

        private final Client client;
        private int users;
        private boolean abandoned;

        Lease(Client client) {
            this.client = client;
        }
    }

    @Override
    public Answer send(Request request) throws IOException {
        Lease lease = taken();
        boolean answered = false;
        try {
            BodyAsSent sent = new BodyAsSent();
            Response response = invocation(lease.client, request, sent).invoke();
            RestBody body = body(response, sent);
            Answer answer = new Answer(
                    response.getStatus(),
                    name -> header(response, sent, name),
                    false,
                    body,
                    new RestHold(response, body, sent, threads, ended -> release(lease, ended)));
            answered = true;
            return answer;
        } catch (ProcessingException e) {
            throw unwrapped(e);
        } catch (IllegalStateException e) {
            throw new IOException("the connection was closed", e);
        } finally {
            if (!answered) {
                release(lease, true);
            }
        }
    }

    private synchronized Lease taken() throws IOException {
        if (closed) {
            throw new IOException("the connection was closed");
        }
        if (current.abandoned) {
            current = new Lease(clients.get());
            open.add(current);
        }
        current.users++;
        return current;
    }

    /** @param ended whether nothing of the answer is left on its connection */
    private synchronized void release(Lease lease, boolean ended) {
        lease.users--;
        lease.abandoned |= !ended;
        if (lease.abandoned && lease.users == 0 && open.remove(lease)) {
            lease.client.close();
        }
    }

    private static @Nullable String header(Response response, BodyAsSent sent, String name) {
        return name.equals(ContentCoding.HEADER) && sent.coding() != null
                ? sent.coding()
                : response.getHeaderString(name);
    }

    private static Invocation invocation(Client client, Request request, BodyAsSent sent) {
        Invocation.Builder builder = client.target(request.uri()).request().property(BodyAsSent.PROPERTY, sent);
        request.headers().forEach(builder::header);
        String type = request.declaredType();
        if (type == null) {
            return builder.build(request.method());
        }
        byte[] bytes = request.body() == null ? NOTHING : request.body().shared();
        return builder.property(AsDeclared.CONTENT_TYPE, type)
                .build(request.method(), Entity.entity(bytes, MediaType.valueOf(type)));
    }

    private static RestBody body(Response response, BodyAsSent sent) throws IOException {
        try {
            // To RESTEasy, what has no content type is no entity; it is there nevertheless.
            Object body = response.hasEntity() ? response.readEntity(InputStream.class) : response.getEntity();
            return body instanceof InputStream stream ? new RestBody(stream) : RestBody.none();
        } catch (ProcessingException e) {
            if (sent.isEmpty()) {
                // There is nothing that an interceptor could unpack.
                return RestBody.none();
            }
            throw e;
        } catch (IllegalArgumentException e) {
            response.close();
            throw new IOException("the answer declares a content type that is none", e);
        }
    }

    private static IOException unwrapped(ProcessingException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                HttpTimeoutException silent = new HttpTimeoutException("the server said nothing for too long");
                silent.initCause(e);
                return silent;
            }
            if (cause instanceof IOException io) {
                return io;
            }
        }
        return new IOException("the request failed", e);
    }

    @Override
    public synchronized void close() {
        closed = true;
        open.forEach(lease -> lease.client.close());
        open.clear();
    }
}
