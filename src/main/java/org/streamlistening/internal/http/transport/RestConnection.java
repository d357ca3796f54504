package org.streamlistening.internal.http.transport;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.Causes;
import org.streamlistening.internal.http.ResponseTimeoutException;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.http.Transport.Connection;
import org.streamlistening.internal.http.Transport.Request;
import org.streamlistening.internal.http.body.ContentCoding;

/**
 * The requests of one caller, sent with Jakarta REST clients. Each client carries one request at a time, because only
 * {@link Client#close()} ends a request.
 */
final class RestConnection implements Connection {

    private static final byte[] EMPTY = {};

    private final RestClients clients;
    private final ExecutorService threads;
    private final InterruptMonitor interrupts;

    /**
     * @param threads drain unread bodies
     * @param interrupts ends blocked calls of interrupted threads
     */
    RestConnection(RestClients clients, ExecutorService threads, InterruptMonitor interrupts) {
        this.clients = clients;
        this.threads = threads;
        this.interrupts = interrupts;
    }

    @Override
    public StreamResponse send(Request request) throws IOException {
        RestClientLease lease = clients.lease();
        boolean complete = false;
        try {
            UndecodedBody undecoded = new UndecodedBody();
            Response response = interrupts.run(() -> invoke(lease.client(), request, undecoded), lease::abort);
            RestResponseBody body = openBody(response, undecoded, lease);
            StreamResponse streamResponse = new StreamResponse(
                    response.getStatus(),
                    name -> header(response, undecoded, name),
                    false,
                    body,
                    new RestResponseHandle(response, body, undecoded, threads, lease::release));
            complete = true;
            return streamResponse;
        } finally {
            if (!complete) {
                lease.release(false);
            }
        }
    }

    private static Response invoke(Client client, Request request, UndecodedBody undecoded) throws IOException {
        try {
            return invocation(client, request, undecoded).invoke();
        } catch (ProcessingException e) {
            throw unwrapped(e);
        } catch (IllegalStateException e) {
            throw new IOException("the connection was closed", e);
        }
    }

    private static @Nullable String header(Response response, UndecodedBody undecoded, String name) {
        return name.equals(ContentCoding.HEADER) && undecoded.coding() != null
                ? undecoded.coding()
                : response.getHeaderString(name);
    }

    private static Invocation invocation(Client client, Request request, UndecodedBody undecoded) {
        Invocation.Builder builder = client.target(request.uri()).request().property(UndecodedBody.PROPERTY, undecoded);
        request.headers().forEach(builder::header);
        String type = request.declaredType();
        if (type == null) {
            return builder.build(request.method());
        }
        byte[] bytes = request.content() == null ? EMPTY : request.content().toBytes();
        return builder.property(ContentTypeFilter.CONTENT_TYPE, type)
                .build(request.method(), Entity.entity(bytes, MediaType.valueOf(type)));
    }

    private RestResponseBody openBody(Response response, UndecodedBody undecoded, RestClientLease lease)
            throws IOException {
        try {
            // RESTEasy reports no entity for a body without a content type, but returns the body.
            Object body = response.hasEntity() ? response.readEntity(InputStream.class) : response.getEntity();
            return body instanceof InputStream stream
                    ? new RestResponseBody(stream, interrupts, lease::abort)
                    : RestResponseBody.empty(interrupts);
        } catch (ProcessingException e) {
            if (undecoded.isEmpty()) {
                // An interceptor has failed to decode an empty body.
                return RestResponseBody.empty(interrupts);
            }
            throw unwrapped(e);
        } catch (IllegalStateException e) {
            throw new IOException("the connection was closed", e);
        } catch (IllegalArgumentException e) {
            response.close();
            throw new IOException("the response declares an invalid content type", e);
        }
    }

    private static IOException unwrapped(ProcessingException e) {
        for (Throwable cause : Causes.from(e.getCause())) {
            if (cause instanceof SocketTimeoutException) {
                ResponseTimeoutException timeout = new ResponseTimeoutException("the server sent nothing for too long");
                timeout.initCause(e);
                return timeout;
            }
            if (cause instanceof IOException io) {
                return io;
            }
        }
        return new IOException("the request failed", e);
    }

    @Override
    public void close() {
        clients.close();
    }
}
