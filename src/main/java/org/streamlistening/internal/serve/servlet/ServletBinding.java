package org.streamlistening.internal.serve.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.serve.exchange.ProtocolError;
import org.streamlistening.internal.serve.exchange.ResponseSink;
import org.streamlistening.internal.serve.exchange.ServerExchange;
import org.streamlistening.internal.serve.exchange.ServerRequest;
import org.streamlistening.internal.serve.exchange.ServerResponse;
import org.streamlistening.server.StreamAccess.Operation;

/** An HTTP request of a servlet container, and its response. */
public final class ServletBinding implements ServerRequest, ServerResponse {

    /** A greater length is not a {@code long}. */
    private static final int MAX_LENGTH_DIGITS = 18;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final AccessCheck access;
    // Read at once: which parts of the request the thread of its body can still see depends on the container.
    private final String method;
    private final boolean hasBody;
    private @Nullable AsyncContext async;
    private boolean bodyRead;

    private ServletBinding(HttpServletRequest request, HttpServletResponse response, AccessCheck access) {
        this.request = request;
        this.response = response;
        this.access = access;
        this.method = request.getMethod();
        this.hasBody = request.getProtocol().startsWith("HTTP/1") && announcesBody(request);
    }

    private static boolean announcesBody(HttpServletRequest request) {
        String length = request.getHeader("Content-Length");
        return request.getHeader("Transfer-Encoding") != null || (length != null && !length.equals("0"));
    }

    public static ServerExchange exchange(
            HttpServletRequest request, HttpServletResponse response, AccessCheck access) {
        ServletBinding binding = new ServletBinding(request, response, access);
        return new ServerExchange(binding, binding);
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return request.getRequestURI();
    }

    @Override
    public String mount() {
        return request.getContextPath() + request.getServletPath();
    }

    @Override
    public @Nullable String query() {
        return request.getQueryString();
    }

    @Override
    public List<String> headers(String name) {
        // Most headers that the server asks for are absent, and nearly all others are there once.
        String first = request.getHeader(name);
        if (first == null) {
            return List.of();
        }
        List<String> all = Collections.list(request.getHeaders(name));
        return all.size() == 1 ? List.of(first) : all;
    }

    @Override
    public String url() {
        return request.getRequestURL().toString();
    }

    @Override
    public void authorize(Operation operation, String streamId) {
        access.check(operation, streamId, request);
    }

    @Override
    public boolean isPublic() {
        return access.isPublic(request);
    }

    @Override
    public boolean canWait() {
        return request.isAsyncSupported();
    }

    @Override
    public void respondLater() {
        if (async == null) {
            async = request.startAsync(request, response);
            async.setTimeout(0);
        }
    }

    @Override
    public void onAbandoned(Runnable task) {
        // The container does not watch a connection without a write.
    }

    @Override
    public CompletableFuture<byte[]> readBody(long limit) {
        return RequestBody.read(this, request, limit);
    }

    /**
     * The declared length of the body; -1 if there is none.
     *
     * @throws ProtocolError 400 if the header is not a length: some containers pass it on, or treat it as no body
     */
    long contentLength() {
        String length = request.getHeader("Content-Length");
        if (length != null && !isLength(length.strip())) {
            throw ProtocolError.badRequest("the Content-Length is not a number");
        }
        return request.getContentLengthLong();
    }

    private static boolean isLength(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) < '0' || text.charAt(at) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_LENGTH_DIGITS;
    }

    /** The body of the request was read completely. */
    void bodyRead() {
        bodyRead = true;
    }

    @Override
    public boolean leavesBody() {
        return hasBody && !bodyRead;
    }

    @Override
    public void setStatus(int status) {
        response.setStatus(status);
    }

    @Override
    public void setHeader(String name, String value) {
        response.setHeader(name, value);
    }

    @Override
    public void addHeader(String name, String value) {
        response.addHeader(name, value);
    }

    @Override
    public boolean containsHeader(String name) {
        return response.containsHeader(name);
    }

    @Override
    public void setContentLength(long length) {
        response.setContentLengthLong(length);
    }

    @Override
    public boolean isCommitted() {
        return response.isCommitted();
    }

    @Override
    public void resetBuffer() {
        response.resetBuffer();
    }

    @Override
    public int bufferSize() {
        return response.getBufferSize();
    }

    @Override
    public ResponseSink sink() throws IOException {
        return new ServletSink(response.getOutputStream());
    }

    @Override
    public void end() {
        if (async != null) {
            async.complete();
        }
    }
}
