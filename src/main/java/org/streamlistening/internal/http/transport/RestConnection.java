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
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.Causes;
import org.streamlistening.internal.http.ContentCoding;
import org.streamlistening.internal.http.ResponseTimeoutException;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.http.Transport.Connection;
import org.streamlistening.internal.http.Transport.Request;
import org.streamlistening.internal.http.transport.RestClients.Lease;
import org.streamlistening.internal.http.transport.RestTransport.AsDeclared;

/**
 * Sends requests with clients of the container. Only its {@link Client#close()} ends a request of such a client, so that
 * each carries one request at a time.
 */
final class RestConnection implements Connection {

    private static final byte[] NOTHING = new byte[0];

    private final RestClients clients;
    private final RestTransport transport;

    RestConnection(RestClients clients, RestTransport transport) {
        this.clients = clients;
        this.transport = transport;
    }

    @Override
    public StreamResponse send(Request request) throws IOException {
        Lease lease = clients.lease();
        boolean answered = false;
        try {
            UndecodedBody sent = new UndecodedBody();
            Response response = transport.watch().during(() -> invoke(lease.client(), request, sent), lease::abort);
            RestResponseBody body = body(response, sent, lease);
            StreamResponse streamResponse = new StreamResponse(
                    response.getStatus(),
                    name -> header(response, sent, name),
                    false,
                    body,
                    new RestResponseHandle(response, body, sent, transport.threads(), lease::release));
            answered = true;
            return streamResponse;
        } finally {
            if (!answered) {
                lease.release(false);
            }
        }
    }

    private static Response invoke(Client client, Request request, UndecodedBody sent) throws IOException {
        try {
            return invocation(client, request, sent).invoke();
        } catch (ProcessingException e) {
            throw unwrapped(e);
        } catch (IllegalStateException e) {
            throw new IOException("the connection was closed", e);
        }
    }

    private static @Nullable String header(Response response, UndecodedBody sent, String name) {
        return name.equals(ContentCoding.HEADER) && sent.coding() != null
                ? sent.coding()
                : response.getHeaderString(name);
    }

    private static Invocation invocation(Client client, Request request, UndecodedBody sent) {
        Invocation.Builder builder = client.target(request.uri()).request().property(UndecodedBody.PROPERTY, sent);
        request.headers().forEach(builder::header);
        String type = request.declaredType();
        if (type == null) {
            return builder.build(request.method());
        }
        byte[] bytes = request.body() == null ? NOTHING : request.body().toBytes();
        return builder.property(AsDeclared.CONTENT_TYPE, type)
                .build(request.method(), Entity.entity(bytes, MediaType.valueOf(type)));
    }

    private RestResponseBody body(Response response, UndecodedBody sent, Lease lease) throws IOException {
        try {
            // To RESTEasy, what has no content type is no entity; it is there nevertheless.
            Object body = response.hasEntity() ? response.readEntity(InputStream.class) : response.getEntity();
            return body instanceof InputStream stream
                    ? new RestResponseBody(stream, transport.watch(), lease::abort)
                    : RestResponseBody.none();
        } catch (ProcessingException e) {
            if (sent.isEmpty()) {
                // There is nothing that an interceptor could unpack.
                return RestResponseBody.none();
            }
            throw unwrapped(e);
        } catch (IllegalStateException e) {
            throw new IOException("the connection was closed", e);
        } catch (IllegalArgumentException e) {
            response.close();
            throw new IOException("the answer declares a content type that is none", e);
        }
    }

    private static IOException unwrapped(ProcessingException e) {
        for (Throwable cause : Causes.from(e.getCause())) {
            if (cause instanceof SocketTimeoutException) {
                ResponseTimeoutException silent = new ResponseTimeoutException("the server said nothing for too long");
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
    public void close() {
        clients.close();
    }
}
